"use client";

import styles from "../components/button.module.css";
import { strings } from "../shop/strings.ts";

/** What a page shows instead of itself when it failed; the details are in the server's log only. */
export default function ErrorPage() {
  return (
    <div className="centred" role="alert">
      <h1>{strings.failed.title}</h1>
      <p>{strings.failed.text}</p>
      <button className={styles.button} type="button" onClick={() => window.location.reload()}>
        {strings.failed.retry}
      </button>
    </div>
  );
}
