// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title TermsCheck: whether terms keep the rules, before anybody signs
interface ITermsCheck {
    /// @notice Says nothing of terms that `open` would take, whoever signs them and as long as it is time; changes nothing.
    /// @dev Anybody may ask. Reverts with the first rule that the terms break, an error of `IDeals`, or with
    /// `Quittance_MalformedTerms`.
    /// @param terms Whole, in packed form.
    function checkTerms(bytes calldata terms) external view;
}
