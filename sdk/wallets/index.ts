export { type SmartWalletClient, smartWalletClient } from "./smart-wallet-client.ts";
