/** Name of the account that asks for the intents of the tests. */
export const OWNER = "tester";
