// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Settling} from "./Settling.sol";

/// @dev Who has the verification fee of a milestone that has a record: the panel that earned it, or the buyer.
abstract contract EarnedFees is Settling {
    /// @return held What the deal still holds of the verification fee of a milestone that has not settled. The fee
    /// leaves the deal for the panel's account when it is earned; a fee that jurors share leaves it when the milestone
    /// settles.
    /// @return earned Whether the panel of round 1 earned it.
    function _feeLeft(
        TermsView terms,
        MilestoneRecord memory record
    ) internal view returns (uint256 held, bool earned) {
        held = terms.verificationFee();
        if (held == 0) return (0, false);
        if (!record.judged) return (held, _isEarnedByQuorum(terms, record));
        return terms.panelAccount() == address(0) ? (held, true) : (0, false);
    }

    /// @return Whether the panel of round 1 earned its fee without a verdict: a quorum of its ballots was on record
    /// when the round ended.
    function _isEarnedByQuorum(TermsView terms, MilestoneRecord memory record) private view returns (bool) {
        return
            record.contests == 0 &&
            record.highestPayout != 0 &&
            block.timestamp >= record.deliveredAt + terms.verdictWindow();
    }

    /// @dev Credits an earned fee to the panel's account; or, when none is named, equal parts of it to the jurors who
    /// have a ballot in the book. The first of them gets what division leaves, too.
    /// @param book Read for jurors who share, only. It has a ballot or more, in lanes as `BallotBook` has them.
    function _payPanel(TermsView terms, bytes32 dealId, uint8 milestone, uint256 fee, uint256 book) internal {
        address account = terms.panelAccount();
        if (account != address(0)) return _creditFee(dealId, account, milestone, fee);
        uint256 count = BallotBook.size(book);
        uint256 share = fee / count;
        uint256 part = share + (fee % count);
        for (uint256 position; book != 0; ++position) {
            if (book & BallotBook.LANE_MASK != 0) {
                if (part != 0) _creditFee(dealId, terms.juror(position), milestone, part);
                part = share;
            }
            book >>= BallotBook.LANE_BITS;
        }
    }
}
