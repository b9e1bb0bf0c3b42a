/** The build turns a style sheet into its text, for a constructable sheet. */
declare module '*.css' {
  const text: string;
  export default text;
}
