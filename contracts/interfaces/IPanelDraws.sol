// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title PanelDraws: how the second round gets its panel
interface IPanelDraws {
    /// @notice Emitted when the panel of round 2 is drawn.
    /// @param panel Addresses of 20 bytes, strictly ascending.
    event PanelDrawn(bytes32 indexed dealId, uint8 milestone, bytes panel);

    /// @notice Emitted when `drawer`, which made the draw, is credited its part of the bond.
    /// @param amount USDC base units, in the drawer's ledger balance.
    event DrawPaid(bytes32 indexed dealId, address indexed drawer, uint8 milestone, uint96 amount);

    /// @notice Thrown when the panel of round 2 was drawn before.
    error Quittance_PanelAlreadyDrawn(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when the pool gives no list of addresses: it reverted, ran out of gas or has no code. Most often
    /// the seed block is not mined yet, or too few jurors are eligible.
    error Quittance_PoolSilent(address pool);

    /// @notice Thrown when the pool's answer is no panel for this deal: the number of jurors is even or not within n to
    /// 2n + 1, their addresses do not ascend, or the terms name one of them.
    error Quittance_PanelRefused(address pool);

    /// @notice Asks the pool that the terms name for the panel of round 2, and stores its hash. Credits the caller one
    /// part of the bond's 2n + 2, where n is the size of the panel that the terms name.
    /// @dev Anyone may call, once, while now < contest + verdictWindow. The pool's answer follows from the contest and
    /// from a block hash. The draw is paid, so that no one can wait unseen for a block hash that suits it. Reverts with
    /// an error of this interface, of `IRounds` or of `IDeals`, or with `Quittance_AddressRefused` when the caller is
    /// the token or this contract. Emits `PanelDrawn` and `DrawPaid`.
    /// @return panel Addresses of 20 bytes, strictly ascending; later calls repeat them.
    function drawPanel(bytes calldata terms, uint8 milestone) external returns (bytes memory panel);
}
