// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title TermsCheck: whether terms keep the rules, before a party signs them
interface ITermsCheck {
    /// @notice Checks that terms keep every rule, and changes nothing. `open` takes such terms with the right
    /// signatures, as long as their times allow it.
    /// @dev Anyone may call. Reverts with the first rule that the terms break, an error of `IDeals`, or with
    /// `Quittance_MalformedTerms`.
    /// @param terms Whole terms, in packed form.
    function checkTerms(bytes calldata terms) external view;
}
