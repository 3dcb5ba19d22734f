import { KubeConfig } from "@kubernetes/client-node";
import { parse } from "yaml";

interface Users {
  readonly users?: readonly { readonly name: string; readonly user?: { readonly tokenFile?: string } }[];
}

/** Loads the text of a kubeconfig, with users whose token is in a file that is renewed: the client itself leaves those out. */
export function loadKubeconfig(text: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(text);
  const { users = [] } = parse(text) as Users;
  config.users = config.users.map((user) => {
    const tokenFile = users.find(({ name }) => name === user.name)?.user?.tokenFile;
    return tokenFile === undefined ? user : { ...user, authProvider: { name: "tokenFile", config: { tokenFile } } };
  });
  return config;
}
