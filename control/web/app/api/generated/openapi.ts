// Generated from the API's OpenAPI document by control/web/generate.ts (npm run generate). Do not edit.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether changes can be taken on */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description Default Response */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who you are */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sizes of stores */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Plans"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["User"][];
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Create an account */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** Format: email */
                        email: string;
                        name: string;
                        password: string;
                        /**
                         * @default member
                         * @enum {string}
                         */
                        role?: "admin" | "member";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/quota": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** How many stores somebody may have */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        maxStores: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            maxStores: number;
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** What somebody may do */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        role: "admin" | "member";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List stores
         * @description Own stores; an admin's list has everyone's and the declared ones.
         */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries, at most 100. */
                    limit?: number;
                    /** @description `nextCursor` of the page before. */
                    cursor?: string;
                    /** @description Part of the name or title. */
                    search?: string;
                    /** @description One or several. */
                    status?: ("Queued" | "Provisioning" | "Verifying" | "Ready" | "Updating" | "Suspended" | "Failed" | "Deleting" | "Deleted" | "Unavailable") | ("Queued" | "Provisioning" | "Verifying" | "Ready" | "Updating" | "Suspended" | "Failed" | "Deleting" | "Deleted" | "Unavailable")[];
                    engine?: "medusa" | "woocommerce";
                    /** @description User id; an admin may name anyone's. */
                    owner?: string;
                    managedBy?: "declared" | "control-plane";
                    sort?: "name" | "createdAt" | "updatedAt" | "status" | "engine";
                    order?: "asc" | "desc";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StorePage"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create a store
         * @description Checked, compared with quotas and with what the cluster has left, and queued. Ready means that an order was proven.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes a repeated request harmless: same key and body, same operation. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Unique name: becomes namespace `store-<name>` and host `<name>.<baseDomain>`. Renaming makes a new store. */
                        name: string;
                        /** @description Shop title that shoppers see. Default: the name. */
                        title?: string;
                        /**
                         * @description Who owns the store: a user or team id, used as a label.
                         * @default platform
                         */
                        owner?: string;
                        /**
                         * @description Size of the store.
                         * @default starter
                         * @enum {string}
                         */
                        plan?: "starter" | "standard" | "pro";
                        /**
                         * @description Currency of all prices, ISO 4217.
                         * @default EUR
                         */
                        currency?: string;
                        /**
                         * @description Country that the shop sells and ships in, ISO 3166-1 alpha-2.
                         * @default DE
                         */
                        country?: string;
                        /**
                         * Format: email
                         * @description Log-in and contact of the shop's administrator.
                         */
                        adminEmail: string;
                        /**
                         * @description Number of sample products to create. The order proof buys one, so at least 1.
                         * @default 3
                         */
                        sampleProducts?: number;
                        /**
                         * @description Environments (Pulumi stacks) that run this store.
                         * @default [
                         *       "local"
                         *     ]
                         */
                        environments?: string[];
                        /**
                         * @description Custom domains besides `<name>.<baseDomain>`.
                         * @default []
                         */
                        domains?: string[];
                        /**
                         * @description Volume sizes.
                         * @default {}
                         */
                        storage?: {
                            /** @description Database volume. Default: by plan. */
                            database?: string;
                            /** @description Uploads volume. Default: by plan. */
                            uploads?: string;
                        };
                        /**
                         * @description Web replicas; the plan sets the most.
                         * @default 1
                         */
                        replicas?: number;
                        /** @description Scheduled backups: a cron schedule (UTC) and how many days to keep them. */
                        backup?: {
                            schedule: string;
                            keepDays: number;
                        };
                        /**
                         * @description Keep the data but run nothing.
                         * @default false
                         */
                        suspended?: boolean;
                        /**
                         * @description Refuse to delete the store until this is false again.
                         * @default false
                         */
                        deletionProtection?: boolean;
                        /** @enum {string} */
                        engine: "medusa";
                    } | {
                        /** @description Unique name: becomes namespace `store-<name>` and host `<name>.<baseDomain>`. Renaming makes a new store. */
                        name: string;
                        /** @description Shop title that shoppers see. Default: the name. */
                        title?: string;
                        /**
                         * @description Who owns the store: a user or team id, used as a label.
                         * @default platform
                         */
                        owner?: string;
                        /**
                         * @description Size of the store.
                         * @default starter
                         * @enum {string}
                         */
                        plan?: "starter" | "standard" | "pro";
                        /**
                         * @description Currency of all prices, ISO 4217.
                         * @default EUR
                         */
                        currency?: string;
                        /**
                         * @description Country that the shop sells and ships in, ISO 3166-1 alpha-2.
                         * @default DE
                         */
                        country?: string;
                        /**
                         * Format: email
                         * @description Log-in and contact of the shop's administrator.
                         */
                        adminEmail: string;
                        /**
                         * @description Number of sample products to create. The order proof buys one, so at least 1.
                         * @default 3
                         */
                        sampleProducts?: number;
                        /**
                         * @description Environments (Pulumi stacks) that run this store.
                         * @default [
                         *       "local"
                         *     ]
                         */
                        environments?: string[];
                        /**
                         * @description Custom domains besides `<name>.<baseDomain>`.
                         * @default []
                         */
                        domains?: string[];
                        /**
                         * @description Volume sizes.
                         * @default {}
                         */
                        storage?: {
                            /** @description Database volume. Default: by plan. */
                            database?: string;
                            /** @description Uploads volume. Default: by plan. */
                            uploads?: string;
                        };
                        /**
                         * @description Web replicas; the plan sets the most.
                         * @default 1
                         */
                        replicas?: number;
                        /** @description Scheduled backups: a cron schedule (UTC) and how many days to keep them. */
                        backup?: {
                            schedule: string;
                            keepDays: number;
                        };
                        /**
                         * @description Keep the data but run nothing.
                         * @default false
                         */
                        suspended?: boolean;
                        /**
                         * @description Refuse to delete the store until this is false again.
                         * @default false
                         */
                        deletionProtection?: boolean;
                        /** @enum {string} */
                        engine: "woocommerce";
                        /** @description Mail server that the shop sends through. Default: mail is off, and the administration says so. */
                        smtp?: {
                            /** @description Mail server; it must have a public address. */
                            host: string;
                            /**
                             * @description TCP port of the mail server; the store may open no other one to the outside.
                             * @default 587
                             */
                            port?: number;
                            /**
                             * @description `starttls`: plain first, then encrypted or not at all; `tls`: encrypted from the start (port 465); `unencrypted`.
                             * @default starttls
                             * @enum {string}
                             */
                            security?: "starttls" | "tls" | "unencrypted";
                            /** @description Log-in at the mail server; its password is in `storefleet:smtpPasswords`. Default: no log-in. */
                            user?: string;
                            /**
                             * Format: email
                             * @description Sender of every mail. Default: adminEmail.
                             */
                            from?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description Accepted; follow the operation. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            operation: components["schemas"]["Operation"];
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One store */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Store"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Delete a store with its data
         * @description Stops what is under way for it. Repeating it answers the same operation.
         */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes a repeated request harmless: same key and body, same operation. */
                    "idempotency-key"?: string;
                };
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted; follow the operation. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            operation: components["schemas"]["Operation"];
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a store */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes a repeated request harmless: same key and body, same operation. */
                    "idempotency-key"?: string;
                    /** @description ETag of the store that is changed; required. */
                    "if-match"?: string;
                };
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            /** @description Fields to change; null sets a field back to its default. Name, engine, owner and environments cannot change. */
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Shop title that shoppers see. Default: the name. */
                        title?: string | null;
                        /** @description Size of the store. */
                        plan?: ("starter" | "standard" | "pro") | null;
                        /** @description Currency of all prices, ISO 4217. */
                        currency?: string | null;
                        /** @description Country that the shop sells and ships in, ISO 3166-1 alpha-2. */
                        country?: string | null;
                        /** @description Log-in and contact of the shop's administrator. */
                        adminEmail?: string | null;
                        /** @description Number of sample products to create. The order proof buys one, so at least 1. */
                        sampleProducts?: number | null;
                        /** @description Custom domains besides `<name>.<baseDomain>`. */
                        domains?: string[] | null;
                        /** @description Volume sizes. */
                        storage?: {
                            /** @description Database volume. Default: by plan. */
                            database?: string;
                            /** @description Uploads volume. Default: by plan. */
                            uploads?: string;
                        } | null;
                        /** @description Web replicas; the plan sets the most. */
                        replicas?: number | null;
                        /** @description Scheduled backups: a cron schedule (UTC) and how many days to keep them. */
                        backup?: {
                            schedule: string;
                            keepDays: number;
                        } | null;
                        /** @description Keep the data but run nothing. */
                        suspended?: boolean | null;
                        /** @description Refuse to delete the store until this is false again. */
                        deletionProtection?: boolean | null;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            responses: {
                /** @description Accepted; follow the operation. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            operation: components["schemas"]["Operation"];
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/stores/{name}/upgrade": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upgrade a store to this installation's images */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes a repeated request harmless: same key and body, same operation. */
                    "idempotency-key"?: string;
                };
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted; follow the operation. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            operation: components["schemas"]["Operation"];
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a store and keep its data */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes a repeated request harmless: same key and body, same operation. */
                    "idempotency-key"?: string;
                };
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted; follow the operation. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            operation: components["schemas"]["Operation"];
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a suspended store */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes a repeated request harmless: same key and body, same operation. */
                    "idempotency-key"?: string;
                };
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted; follow the operation. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            operation: components["schemas"]["Operation"];
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prove an order in a store now */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes a repeated request harmless: same key and body, same operation. */
                    "idempotency-key"?: string;
                };
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted; follow the operation. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            operation: components["schemas"]["Operation"];
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring an earlier revision back */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes a repeated request harmless: same key and body, same operation. */
                    "idempotency-key"?: string;
                };
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Revision to come back. Default: the one before the current one. */
                        revision?: number;
                    };
                };
            };
            responses: {
                /** @description Accepted; follow the operation. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            operation: components["schemas"]["Operation"];
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Revisions of a store, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries, at most 100. */
                    limit?: number;
                    /** @description `nextCursor` of the page before. */
                    cursor?: string;
                };
                header?: never;
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RevisionPage"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}/admin-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How to log in to a store's administration
         * @description The only reply with a secret in it; every use is audited.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AdminCredentials"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores:validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a store or raw chart values
         * @description Nothing is changed. Also says whether the store would be taken on now.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            /** @description Either `spec` (a StoreSpec) or `values` (of the universal-store chart). */
            requestBody: {
                content: {
                    "application/json": {
                        spec?: {
                            [key: string]: unknown;
                        };
                        values?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Validation"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores:plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview a store, new or changed
         * @description What would be done to every object, whether data would be lost, and a hash of it all. Nothing is changed.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        spec: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Plan"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Operations of a store, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries, at most 100. */
                    limit?: number;
                    /** @description `nextCursor` of the page before. */
                    cursor?: string;
                };
                header?: never;
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OperationPage"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One operation */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Operation"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operations/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop an operation
         * @description What is under way ends in an orderly way first. A deletion that runs cannot be undone.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted; follow the operation. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            operation: components["schemas"]["Operation"];
                        };
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events of every store that you may see */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries, at most 100. */
                    limit?: number;
                    /** @description `nextCursor` of the page before. */
                    cursor?: string;
                    /** @description `desc`: newest first. */
                    order?: "asc" | "desc";
                };
                header?: {
                    accept?: string;
                    /** @description Continue after this event; without it the stream begins now. */
                    "last-event-id"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventPage"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events of a store */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries, at most 100. */
                    limit?: number;
                    /** @description `nextCursor` of the page before. */
                    cursor?: string;
                    /** @description `desc`: newest first. */
                    order?: "asc" | "desc";
                };
                header?: {
                    accept?: string;
                    /** @description Continue after this event; without it the stream begins now. */
                    "last-event-id"?: string;
                };
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventPage"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Log of an operation's jobs
         * @description With `Accept: text/event-stream` a stream of new lines that ends with the event `end`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Default: the newest operation that wrote a log. */
                    operation?: string;
                    limit?: number;
                };
                header?: {
                    accept?: string;
                    /** @description Continue after this event; without it the stream begins now. */
                    "last-event-id"?: string;
                };
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPage"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{name}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * CPU and memory of a store over time
         * @description Measured once a minute and kept for a day; also of declared stores.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Up to now, at most 24. */
                    hours?: number;
                };
                header?: never;
                path: {
                    /** @description Name of the store. */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Usage"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * CPU and memory of all stores now
         * @description Of own stores; an admin's answer has everyone's.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UsageNow"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cluster, queue, capacity, durations, failures, versions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["System"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries, at most 100. */
                    limit?: number;
                    /** @description `nextCursor` of the page before. */
                    cursor?: string;
                    actor?: string;
                    /** @description Part of a store's name, of an account's id or e-mail address, or of a key's id. */
                    target?: string;
                    action?: "store.create" | "store.update" | "store.upgrade" | "store.rollback" | "store.suspend" | "store.resume" | "store.verify" | "store.delete" | "operation.cancel" | "credentials.read" | "user.create" | "user.role" | "user.quota" | "user.sign-in" | "user.sign-out" | "user.password" | "user.sessions" | "user.link" | "user.unlink" | "key.create" | "key.update" | "key.revoke";
                    outcome?: "accepted" | "refused" | "failed";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditPage"];
                    };
                };
                /** @description Refused; act on `code`. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not possible right now, or not supported yet. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Operation: {
            /** Format: uuid */
            id: string;
            store: string;
            /** @enum {string} */
            kind: "create" | "update" | "upgrade" | "rollback" | "suspend" | "resume" | "verify" | "delete";
            /** @enum {string} */
            state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
            /** @description Step that is under way, or the last one. */
            step: ("namespace" | "secrets" | "database" | "migrate" | "seed" | "start" | "order-proof" | "release") | null;
            /** @description Every step of this kind of operation, in order. */
            steps: {
                /** @enum {string} */
                step: "namespace" | "secrets" | "database" | "migrate" | "seed" | "start" | "order-proof" | "release";
                /** @enum {string} */
                state: "pending" | "running" | "succeeded" | "failed" | "skipped";
                seconds: number | null;
                startedAt: string | null;
            }[];
            revision: number;
            /** @description Of a rollback: the revision that comes back. */
            restores: number | null;
            actorId: string;
            attempt: number;
            cancelRequested: boolean;
            /** @description 1 is next; null when it does not wait. */
            queuePosition: number | null;
            /** @description Until it ends, from the queue and measured durations; null when nothing was measured. */
            etaSeconds: number | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            queuedAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            /** @description How long it ran or runs. */
            seconds: number | null;
            error: {
                code: string;
                message: string;
                step: ("namespace" | "secrets" | "database" | "migrate" | "seed" | "start" | "order-proof" | "release") | null;
                /** @description Last lines of what failed. */
                log: string[];
            } | null;
        };
        OperationPage: {
            items: components["schemas"]["Operation"][];
            /** @description Of the next page; null on the last one. */
            nextCursor: string | null;
        };
        System: {
            environment: string;
            cluster: {
                reachable: boolean;
                detail: string | null;
                version: string | null;
                nodes: {
                    name: string;
                    ready: boolean;
                    version: string;
                }[];
            };
            /** @description Requests of all pods against what the nodes offer; null when the cluster does not answer. */
            capacity: {
                cpuMillis: {
                    /** @description Null: no limit is known. */
                    total: number | null;
                    used: number;
                    free: number | null;
                };
                memoryMiB: {
                    /** @description Null: no limit is known. */
                    total: number | null;
                    used: number;
                    free: number | null;
                };
                pods: {
                    /** @description Null: no limit is known. */
                    total: number | null;
                    used: number;
                    free: number | null;
                };
                volumes: {
                    /** @description Null: no limit is known. */
                    total: number | null;
                    used: number;
                    free: number | null;
                };
            } | null;
            queue: {
                queued: number;
                running: number;
                oldestSeconds: number;
                concurrency: number;
                waiting: {
                    /** Format: uuid */
                    operationId: string;
                    store: string;
                    /** @enum {string} */
                    kind: "create" | "update" | "upgrade" | "rollback" | "suspend" | "resume" | "verify" | "delete";
                    position: number;
                    /**
                     * Format: date-time
                     * @description RFC 3339, UTC.
                     */
                    queuedAt: string;
                    etaSeconds: number | null;
                }[];
            };
            /** @description How many stores have which status. */
            stores: {
                [key: string]: number;
            };
            failures: {
                code: string;
                step: ("namespace" | "secrets" | "database" | "migrate" | "seed" | "start" | "order-proof" | "release") | null;
                count: number;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC.
                 */
                lastAt: string;
                lastStore: string;
                lastMessage: string;
            }[];
            durations: {
                /** @enum {string} */
                engine: "medusa" | "woocommerce";
                samples: number;
                p50: number;
                p95: number;
                recent: {
                    /**
                     * Format: date-time
                     * @description RFC 3339, UTC.
                     */
                    at: string;
                    store: string;
                    seconds: number;
                }[];
            }[];
            limits: {
                storesPerUser: number;
                storesTotal: number;
                storesPerAddress: number;
                createsPerMinute: number;
                concurrency: number;
                provisioningTimeoutSeconds: number;
            };
            versions: {
                [key: string]: string;
            };
        };
        Me: {
            id: string;
            name: string;
            email: string;
            /** @enum {string} */
            role: "admin" | "member";
            quota: {
                used: number;
                max: number;
            };
        };
        Plans: {
            /** @description The production machine whose monthly price is shared out. */
            priceBasis: {
                machine: string;
                region: string;
                date: string;
            };
            items: {
                /** @enum {string} */
                name: "starter" | "standard" | "pro";
                summary: string;
                maxReplicas: number;
                databaseGiB: number;
                uploadsGiB: number;
                maxGiB: number;
                /** @description What a store of this plan asks of the cluster, by engine. */
                demand: {
                    [key: string]: {
                        cpuMillis: number;
                        memoryMiB: number;
                        pods: number;
                        storageGiB: number;
                        volumes: number;
                    };
                };
                /** @description Its share of the machine's price by guaranteed CPU or memory, by engine; without disks and traffic. */
                monthlyUsd: {
                    [key: string]: number;
                };
            }[];
        };
        AuditEntry: {
            id: number;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            at: string;
            actorId: string | null;
            actorEmail: string | null;
            actorIp: string | null;
            action: string;
            target: string | null;
            /** @enum {string} */
            outcome: "accepted" | "refused" | "failed";
            data: {
                [key: string]: unknown;
            } | null;
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            /** @description Of the next page; null on the last one. */
            nextCursor: string | null;
        };
        Health: {
            /** @enum {string} */
            status: "ok" | "unavailable";
            checks: {
                [key: string]: string;
            };
        };
        Problem: {
            /** @description `urn:storefleet:problem:<code>`. */
            type: string;
            title: string;
            status: number;
            /**
             * @description Stable; act on this one.
             * @enum {string}
             */
            code: "invalid-request" | "invalid-store" | "invalid-cursor" | "unauthenticated" | "forbidden" | "not-found" | "store-not-found" | "operation-not-found" | "revision-not-found" | "name-taken" | "declared-store" | "deletion-protected" | "idempotency-key-reused" | "operation-in-progress" | "operation-ended" | "not-ready" | "etag-mismatch" | "precondition-required" | "immutable-field" | "quota-exceeded" | "cluster-full" | "no-capacity" | "engine-unavailable" | "too-many-requests" | "body-too-large" | "unsupported-media-type" | "not-supported-yet" | "database-unavailable" | "cluster-unavailable" | "preview-failed" | "shutting-down" | "internal";
            /** @description What happened and what to do. */
            detail: string;
            /** @description Id of the request, as in the log. */
            instance: string;
            /** @description Every field that is wrong, all at once. */
            problems?: {
                store: string;
                /** @description Path inside the store, such as `storage.database`. */
                field: string;
                message: string;
                /** @description JSON of the value that was given. */
                got?: string;
                allowed?: string;
                fix?: string;
            }[];
            retryAfterSeconds?: number;
            /** @description Operation that stands in the way. */
            operationId?: string;
        };
        StoreEvent: {
            id: number;
            store: string;
            operationId: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            at: string;
            /** @description Stable and dotted; `step` has `data.state` and `data.seconds`. */
            type: string;
            step: ("namespace" | "secrets" | "database" | "migrate" | "seed" | "start" | "order-proof" | "release") | null;
            /** @enum {string} */
            level: "info" | "warning" | "error";
            message: string;
            data: {
                [key: string]: unknown;
            } | null;
        };
        EventPage: {
            items: components["schemas"]["StoreEvent"][];
            /** @description Of the next page; null on the last one. */
            nextCursor: string | null;
        };
        LogLine: {
            /** Format: uuid */
            operationId: string;
            job: string;
            line: number;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            at: string;
            text: string;
        };
        LogPage: {
            operationId: string | null;
            items: components["schemas"]["LogLine"][];
        };
        Admission: {
            admitted: boolean;
            /** @description Why not. */
            code: ("invalid-request" | "invalid-store" | "invalid-cursor" | "unauthenticated" | "forbidden" | "not-found" | "store-not-found" | "operation-not-found" | "revision-not-found" | "name-taken" | "declared-store" | "deletion-protected" | "idempotency-key-reused" | "operation-in-progress" | "operation-ended" | "not-ready" | "etag-mismatch" | "precondition-required" | "immutable-field" | "quota-exceeded" | "cluster-full" | "no-capacity" | "engine-unavailable" | "too-many-requests" | "body-too-large" | "unsupported-media-type" | "not-supported-yet" | "database-unavailable" | "cluster-unavailable" | "preview-failed" | "shutting-down" | "internal") | null;
            reason: string | null;
            /** @description 1: it would start at once or next. */
            queuePosition: number;
            /** @description Until it would be Ready; null when nothing was measured yet. */
            etaSeconds: number | null;
            quota: {
                used: number;
                max: number;
            };
        };
        Validation: {
            valid: boolean;
            problems: {
                store: string;
                /** @description Path inside the store, such as `storage.database`. */
                field: string;
                message: string;
                /** @description JSON of the value that was given. */
                got?: string;
                allowed?: string;
                fix?: string;
            }[];
            /** @description With every default filled in, when it is valid. */
            spec: {
                [key: string]: unknown;
            } | null;
            /** @description Where the shop would answer. */
            url: string | null;
            demand: {
                /** @description Requested by its pods while it runs. */
                cpuMillis: number;
                memoryMiB: number;
                pods: number;
                storageGiB: number;
                volumes: number;
            } | null;
            admission: components["schemas"]["Admission"] | null;
        };
        Plan: {
            /** @description Of the store's spec, its revision and every change below. */
            planHash: string;
            name: string;
            /** @enum {string} */
            action: "create" | "update" | "none";
            /** @description Revision that would come of it. */
            revision: number;
            changes: {
                /** @enum {string} */
                op: "create" | "update" | "replace" | "delete";
                kind: string;
                name: string;
                properties: {
                    path: string;
                    /** @enum {string} */
                    change: "add" | "delete" | "update";
                    old?: string;
                    new?: string;
                }[];
            }[];
            counts: {
                create: number;
                update: number;
                replace: number;
                delete: number;
                same: number;
            };
            dataLoss: boolean;
            restarts: boolean;
            demand: {
                /** @description Requested by its pods while it runs. */
                cpuMillis: number;
                memoryMiB: number;
                pods: number;
                storageGiB: number;
                volumes: number;
            };
            admission: components["schemas"]["Admission"];
            warnings: string[];
        };
        StoreSummary: {
            name: string;
            title: string;
            /** @enum {string} */
            engine: "medusa" | "woocommerce";
            /** @enum {string} */
            plan: "starter" | "standard" | "pro";
            owner: {
                id: string;
                name: string | null;
                email: string | null;
            };
            /**
             * @description Declared stores come from `stores/stores.ts` and are read-only here.
             * @enum {string}
             */
            managedBy: "declared" | "control-plane";
            /**
             * @description Where the store is in its life.
             * @enum {string}
             */
            status: "Queued" | "Provisioning" | "Verifying" | "Ready" | "Updating" | "Suspended" | "Failed" | "Deleting" | "Deleted" | "Unavailable";
            statusReason: string | null;
            failedStep: ("namespace" | "secrets" | "database" | "migrate" | "seed" | "start" | "order-proof" | "release") | null;
            url: string;
            adminUrl: string;
            /** @description Null for a declared store. */
            revision: number | null;
            /** @description For `If-Match`; null for a declared store. */
            etag: string | null;
            createdAt: string | null;
            updatedAt: string | null;
            /** @description From the start of its creation until Ready. */
            provisionedSeconds: number | null;
            deletionProtection: boolean;
            demand: {
                /** @description Requested by its pods while it runs. */
                cpuMillis: number;
                memoryMiB: number;
                pods: number;
                storageGiB: number;
                volumes: number;
            };
            /** @description The operation that waits or runs. */
            operation: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                kind: "create" | "update" | "upgrade" | "rollback" | "suspend" | "resume" | "verify" | "delete";
                /** @enum {string} */
                state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
                step: ("namespace" | "secrets" | "database" | "migrate" | "seed" | "start" | "order-proof" | "release") | null;
            } | null;
            queuePosition: number | null;
            /** @description The last order that was proven. */
            proof: {
                orderId: string;
                total: string;
                currency: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC.
                 */
                at: string;
                seconds: number;
                revision: number;
            } | null;
            /** @description The last tries to buy something, oldest first, at most 20. */
            proofs: {
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC.
                 */
                at: string;
                ok: boolean;
                seconds: number;
                error: string | null;
            }[];
        };
        Store: {
            name: string;
            title: string;
            /** @enum {string} */
            engine: "medusa" | "woocommerce";
            /** @enum {string} */
            plan: "starter" | "standard" | "pro";
            owner: {
                id: string;
                name: string | null;
                email: string | null;
            };
            /**
             * @description Declared stores come from `stores/stores.ts` and are read-only here.
             * @enum {string}
             */
            managedBy: "declared" | "control-plane";
            /**
             * @description Where the store is in its life.
             * @enum {string}
             */
            status: "Queued" | "Provisioning" | "Verifying" | "Ready" | "Updating" | "Suspended" | "Failed" | "Deleting" | "Deleted" | "Unavailable";
            statusReason: string | null;
            failedStep: ("namespace" | "secrets" | "database" | "migrate" | "seed" | "start" | "order-proof" | "release") | null;
            url: string;
            adminUrl: string;
            /** @description Null for a declared store. */
            revision: number | null;
            /** @description For `If-Match`; null for a declared store. */
            etag: string | null;
            createdAt: string | null;
            updatedAt: string | null;
            /** @description From the start of its creation until Ready. */
            provisionedSeconds: number | null;
            deletionProtection: boolean;
            demand: {
                /** @description Requested by its pods while it runs. */
                cpuMillis: number;
                memoryMiB: number;
                pods: number;
                storageGiB: number;
                volumes: number;
            };
            /** @description The operation that waits or runs. */
            operation: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                kind: "create" | "update" | "upgrade" | "rollback" | "suspend" | "resume" | "verify" | "delete";
                /** @enum {string} */
                state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
                step: ("namespace" | "secrets" | "database" | "migrate" | "seed" | "start" | "order-proof" | "release") | null;
            } | null;
            queuePosition: number | null;
            /** @description The last order that was proven. */
            proof: {
                orderId: string;
                total: string;
                currency: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC.
                 */
                at: string;
                seconds: number;
                revision: number;
            } | null;
            /** @description The last tries to buy something, oldest first, at most 20. */
            proofs: {
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC.
                 */
                at: string;
                ok: boolean;
                seconds: number;
                error: string | null;
            }[];
            /** @description The StoreSpec with every default filled in. */
            spec: {
                [key: string]: unknown;
            };
        };
        StorePage: {
            items: components["schemas"]["StoreSummary"][];
            /** @description Of the next page; null on the last one. */
            nextCursor: string | null;
            /** @description Of all pages. */
            total: number;
        };
        Revision: {
            revision: number;
            current: boolean;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            createdAt: string;
            operationId: string | null;
            spec: {
                [key: string]: unknown;
            };
            /** @description What differs from the revision before. */
            changes: {
                path: string;
                before?: unknown;
                after?: unknown;
            }[];
        };
        RevisionPage: {
            items: components["schemas"]["Revision"][];
            /** @description Of the next page; null on the last one. */
            nextCursor: string | null;
        };
        AdminCredentials: {
            store: string;
            adminUrl: string;
            login: string;
            password: string;
        };
        Usage: {
            store: string;
            /** @description When stores were looked at last; null before the first time. */
            measuredAt: string | null;
            /** @description Why nothing is measured at the moment, and what helps; null when all is well. */
            unavailable: string | null;
            /** @description What the cluster keeps free for the store: the numbers of its admission. */
            guaranteed: {
                /** @description Thousandths of a CPU. */
                cpuMillis: number;
                /** @description Working set: what a memory limit counts. */
                memoryBytes: number;
            };
            /** @description The most that the same pods may use. */
            limit: {
                /** @description Thousandths of a CPU. */
                cpuMillis: number;
                /** @description Working set: what a memory limit counts. */
                memoryBytes: number;
            };
            /** @description What each sample covers. */
            stepSeconds: number;
            /** @description All pods together, oldest first, at most 240; a step without a measurement is left out. */
            samples: {
                /**
                 * Format: date-time
                 * @description Start of the step.
                 */
                at: string;
                /** @description Mean of the step, in thousandths of a CPU. */
                cpuMillis: number;
                /** @description Highest working set of the step. */
                memoryBytes: number;
            }[];
        };
        UsageNow: {
            /** @description When stores were looked at last; null before the first time. */
            measuredAt: string | null;
            /** @description Why nothing is measured at the moment, and what helps; null when all is well. */
            unavailable: string | null;
            /** @description Stores that were measured then; none when nothing was. */
            items: {
                store: string;
                /** @description Thousandths of a CPU. */
                cpuMillis: number;
                /** @description Working set: what a memory limit counts. */
                memoryBytes: number;
            }[];
        };
        User: {
            id: string;
            name: string;
            email: string;
            /** @enum {string} */
            role: "admin" | "member";
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            createdAt: string;
            /** @description Stores that the account has, and may have. */
            quota: {
                used: number;
                max: number;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
