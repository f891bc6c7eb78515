// Ponder resolves packages by this file alone. In the repository the library's source is used, so that no build is needed
// first; installed, the condition names nothing and the built library is used.
export default { resolve: { conditions: ["@quittance/source"] } };
