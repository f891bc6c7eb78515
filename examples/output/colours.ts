import { styleText } from "node:util";

export const good = (text: string) => styleText("green", text);
export const bad = (text: string) => styleText("red", text);
export const dim = (text: string) => styleText("dim", text);
export const strong = (text: string) => styleText("bold", text);
