// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../interfaces/IDeals.sol";
import {PanelSource} from "../libraries/PanelSource.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
import {Terms} from "./Terms.sol";

/// @dev The bounds that terms keep: what decides whether they do and what tells which they break agree on these.
abstract contract Bounds is Terms {
    uint256 internal constant ALL_DESTINATIONS = 15;
    uint256 internal constant MAX_MILESTONES = 32;
    uint256 internal constant MAX_JURORS = 15;
    uint256 internal constant MAX_MARKETPLACE_FEE = 1_000;
    /// @dev Only the contest window may be 0. With a verdict window of 0 an on-chain delivery would make the silence payout
    /// stand in the same second, before any juror could speak.
    uint256 internal constant MIN_WINDOW = 10 minutes;
    uint256 internal constant MAX_WINDOW = 30 days;
    uint256 internal constant MAX_TERM = 730 days;

    function _mayJudge(TermsView terms, address judge) internal view returns (bool) {
        return _mayHold(judge) && judge != terms.buyer() && judge != terms.seller();
    }

    /// @return bond What the jurors of the largest panel should find in the pot; more than any bond when the pool does not
    /// answer as one.
    function _leastBond(TermsView terms, address pool) internal view returns (uint256 bond) {
        (bool answered, uint256 seatFee) = PanelSource.seatFeeOf(pool);
        if (!answered) revert IDeals.Quittance_PoolUnusable(pool);
        unchecked {
            return seatFee * (2 * terms.jurors() + 1); // 96 and 5 bits
        }
    }

    function _isWindow(uint256 window) internal pure returns (bool) {
        return window >= MIN_WINDOW && window <= MAX_WINDOW;
    }
}
