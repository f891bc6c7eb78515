// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice The payout function of a deal: from a score in basis points to the seller's share in basis points. Monotone,
/// f(0) = 0, f(10000) = 10000.
library PayoutRule {
    uint256 internal constant FULL = 10_000;

    /// @notice A rule is well formed when its passing score is within 1..10000 and its payout step is 0 or divides 10000.
    function isWellFormed(uint256 passingScore, uint256 payoutStep) internal pure returns (bool wellFormed) {
        // Touches no memory; what is no number modulo zero is zero here.
        assembly ("memory-safe") {
            wellFormed := and(lt(sub(passingScore, 1), FULL), iszero(mod(FULL, payoutStep)))
        }
    }

    /// @notice The parts of an amount of at most 96 bits.
    function split(uint256 amount, uint256 payout) internal pure returns (uint256 toSeller, uint256 toBuyer) {
        unchecked {
            toSeller = (amount * payout) / FULL;
            toBuyer = amount - toSeller;
        }
    }

    /// @param payoutStep 0: all or nothing from the passing score on. Else proportional from the passing score on, rounded down to
    /// a multiple of the step.
    function payoutOf(uint256 score, uint256 passingScore, uint256 payoutStep) internal pure returns (uint256 payout) {
        // Touches no memory; any score modulo zero is zero here.
        assembly ("memory-safe") {
            payout := sub(score, mod(score, payoutStep))
            if iszero(payoutStep) {
                payout := FULL
            }
            payout := mul(payout, iszero(lt(score, passingScore)))
        }
    }
}
