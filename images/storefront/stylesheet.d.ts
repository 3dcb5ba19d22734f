/** The global stylesheet is imported for its effect only; Next.js itself declares nothing for that. */
declare module "*/globals.css";
