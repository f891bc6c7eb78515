// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Funding, Milestone, Opening, Rules, Silence} from "../types/TermsFields.sol";
import {Calldata} from "./Calldata.sol";
import {JUROR_BYTES} from "./PackedPanel.sol";
import {
    ADJUDICATION_BYTES,
    CONDITIONS_BYTES,
    MARKETPLACE_AT,
    MILESTONE_BYTES,
    PANEL_ACCOUNT_AT,
    PackedTerms,
    SALT_AT,
    SCHEDULE_BYTES
} from "./PackedTerms.sol";

/// @notice Terms in calldata, found and measured once. Fields are read where they lie.
///
/// | bits     | what                                                            |
/// |----------|-----------------------------------------------------------------|
/// | 0 - 31   | where the schedule starts in calldata                           |
/// | 32 - 63  | where the adjudication starts                                   |
/// | 64 - 255 | where the conditions start; 0 when only their hash was given    |
type TermsView is uint256;

using TermsViews for TermsView global;

/// @notice Reads the fields of terms that `TermsReader` found, where they lie in calldata.
library TermsViews {
    // ---- words, for reading several fields at once ----

    function funding(TermsView self) internal pure returns (Funding) {
        return PackedTerms.fundingAt(self.scheduleAt());
    }

    function rules(TermsView self) internal pure returns (Rules) {
        return PackedTerms.rulesAt(self.adjudicationAt());
    }

    /// @dev The caller checks that `index` is below the number of milestones.
    function milestone(TermsView self, uint256 index) internal pure returns (Milestone) {
        unchecked {
            return Milestone.wrap(Calldata.wordAt(self.milestonesAt() + index * MILESTONE_BYTES));
        }
    }

    function silence(TermsView self) internal pure returns (Silence) {
        return Silence.wrap(Calldata.wordAt(self.conditionsAt()));
    }

    // ---- fields of the schedule ----

    function buyer(TermsView self) internal pure returns (address) {
        return Calldata.addressAt(self.scheduleAt());
    }

    function destinations(TermsView self) internal pure returns (uint256) {
        return self.funding().destinations();
    }

    function verificationFee(TermsView self) internal pure returns (uint256) {
        return self.funding().verificationFee();
    }

    function milestoneCount(TermsView self) internal pure returns (uint256) {
        return self.funding().milestones();
    }

    function amount(TermsView self, uint256 index) internal pure returns (uint256) {
        return self.milestone(index).amount();
    }

    function deadline(TermsView self, uint256 index) internal pure returns (uint256) {
        return self.milestone(index).deadline();
    }

    // ---- fields of the adjudication ----

    function seller(TermsView self) internal pure returns (address) {
        return self.rules().seller();
    }

    function passingScore(TermsView self) internal pure returns (uint256) {
        return self.rules().passingScore();
    }

    function payoutStep(TermsView self) internal pure returns (uint256) {
        return self.rules().payoutStep();
    }

    function contestWindow(TermsView self) internal pure returns (uint256) {
        return self.rules().contestWindow();
    }

    function marketplaceFee(TermsView self) internal pure returns (uint256) {
        return self.rules().marketplaceFee();
    }

    function jurors(TermsView self) internal pure returns (uint256) {
        return self.rules().jurors();
    }

    /// @dev The caller checks that `position` is below the number of jurors.
    function juror(TermsView self, uint256 position) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(self.panelAt() + position * JUROR_BYTES);
        }
    }

    // ---- fields of the conditions ----

    function verdictWindow(TermsView self) internal pure returns (uint256) {
        return self.silence().verdictWindow();
    }

    function silencePayout(TermsView self) internal pure returns (uint256) {
        return self.silence().payout();
    }

    function marketplace(TermsView self) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(self.conditionsAt() + MARKETPLACE_AT);
        }
    }

    function panelAccount(TermsView self) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(self.conditionsAt() + PANEL_ACCOUNT_AT);
        }
    }

    /// @return Whether jurors share the verification fee: the terms have one, and name no account for it.
    function sharesFee(TermsView self) internal pure returns (bool) {
        return self.verificationFee() != 0 && self.panelAccount() == address(0);
    }

    function openBy(TermsView self) internal pure returns (uint256) {
        return self.opening().openBy();
    }

    function opening(TermsView self) internal pure returns (Opening) {
        unchecked {
            return Opening.wrap(Calldata.wordAt(self.conditionsAt() + SALT_AT));
        }
    }

    function bond(TermsView self) internal pure returns (uint256) {
        return Calldata.wordAt(_disputes(self)) >> 160;
    }

    function pool(TermsView self) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(_disputes(self) + PackedTerms.POOL_AT);
        }
    }

    function arbiter(TermsView self) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(_disputes(self) + PackedTerms.ARBITER_AT);
        }
    }

    function rulingWindow(TermsView self) internal pure returns (uint256) {
        unchecked {
            return Calldata.wordAt(_disputes(self) + PackedTerms.RULING_WINDOW_AT) >> 224;
        }
    }

    /// @return Zero when the terms name no category.
    function category(TermsView self) internal pure returns (uint256) {
        uint256 conditions = self.conditionsAt();
        if (PackedTerms.optionsAt(conditions) & PackedTerms.HAS_CATEGORY == 0) return 0;
        return PackedTerms.categoryAt(PackedTerms.optionalAt(conditions, self.contestWindow()));
    }

    /// @return Where the reference lies. Reverts for terms that have none.
    function referenceAt(TermsView self) internal pure returns (uint256) {
        uint256 conditions = self.conditionsAt();
        uint256 options = PackedTerms.optionsAt(conditions);
        // Check: the terms have a reference.
        if (options & PackedTerms.HAS_REFERENCE == 0) revert PackedTerms.Quittance_OptionsInvalid(options);
        return PackedTerms.referenceAt(PackedTerms.optionalAt(conditions, self.contestWindow()), options);
    }

    /// @dev The caller checks that the terms replace a deal.
    /// @return deal The deal that they replace.
    /// @return remainder What that deal holds, in USDC base units.
    /// @return delivered Bitmap of its milestones that were delivered on-chain.
    function amendment(TermsView self) internal pure returns (bytes32 deal, uint256 remainder, uint256 delivered) {
        uint256 conditions = self.conditionsAt();
        uint256 start = PackedTerms.amendmentAt(
            PackedTerms.optionalAt(conditions, self.contestWindow()),
            PackedTerms.optionsAt(conditions)
        );
        unchecked {
            deal = bytes32(Calldata.wordAt(start));
            remainder = Calldata.wordAt(start + PackedTerms.REMAINDER_AT) >> 160;
            delivered = Calldata.wordAt(start + PackedTerms.DELIVERED_AT) >> 224;
        }
    }

    // ---- where the parts lie in calldata ----

    /// @return Where the milestones start. They end where the adjudication starts.
    function milestonesAt(TermsView self) internal pure returns (uint256) {
        unchecked {
            return self.scheduleAt() + SCHEDULE_BYTES;
        }
    }

    function adjudicationAt(TermsView self) internal pure returns (uint256) {
        return (TermsView.unwrap(self) >> 32) & 0xffffffff;
    }

    /// @return Where the panel starts. It ends where the conditions, or their hash, start.
    function panelAt(TermsView self) internal pure returns (uint256) {
        unchecked {
            return self.adjudicationAt() + ADJUDICATION_BYTES;
        }
    }

    function scheduleAt(TermsView self) internal pure returns (uint256) {
        return TermsView.unwrap(self) & 0xffffffff;
    }

    /// @dev Reverts with `Quittance_ConditionsNeeded` when the terms are brief.
    function conditionsAt(TermsView self) internal pure returns (uint256 start) {
        start = TermsView.unwrap(self) >> 64;
        // Check: the terms were given whole.
        if (start == 0) revert PackedTerms.Quittance_ConditionsNeeded();
    }

    function _disputes(TermsView self) private pure returns (uint256 start) {
        // Check: the terms have a contest window, and so dispute rules.
        if (self.contestWindow() == 0) revert PackedTerms.Quittance_NotContestable();
        unchecked {
            return self.conditionsAt() + CONDITIONS_BYTES;
        }
    }
}
