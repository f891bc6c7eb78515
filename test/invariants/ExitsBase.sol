// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAmendments} from "../../contracts/interfaces/IAmendments.sol";
import {IContests} from "../../contracts/interfaces/IContests.sol";
import {IDeliveries} from "../../contracts/interfaces/IDeliveries.sol";
import {IPanelDraws} from "../../contracts/interfaces/IPanelDraws.sol";
import {IRounds} from "../../contracts/interfaces/IRounds.sol";
import {IRulings} from "../../contracts/interfaces/IRulings.sol";
import {IAgreements} from "../../contracts/interfaces/IAgreements.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {IProvisionalPayouts} from "../../contracts/interfaces/IProvisionalPayouts.sol";
import {IVerdicts} from "../../contracts/interfaces/IVerdicts.sol";
import {MilestoneRecord} from "../../contracts/types/MilestoneRecord.sol";
import {BallotBox, SignedBallot} from "../contracts/support/BallotBox.sol";
import {Digests} from "../contracts/support/Digests.sol";
import {DisputesBase} from "../contracts/support/DisputesBase.sol";
import {Signing} from "../contracts/support/Signing.sol";
import {Amendment, Milestone, TermsFixture} from "../contracts/support/TermsFixture.sol";
import {VM} from "../contracts/support/Vm.sol";
import {Keeping} from "./Keeping.sol";
import {Trials} from "./Trials.sol";
import {Act, Windows} from "./lifecycle/Lifecycle.sol";

/// @notice A deal of one milestone on the real contract, and every act on it as a call.
abstract contract ExitsBase is DisputesBase, Trials {
    uint256 internal constant DRAWN = 3;
    /// @dev A bit of the destinations that `_openWith` takes: the deal replaces one that was delivered.
    uint256 internal constant AMENDED = 4;

    TermsFixture internal _terms;
    bytes32 internal _id;
    /// @dev Seconds from the opening, or the amendment, up to the deadline.
    uint256 private _term;

    /// @dev Opens at NOW a deal of one milestone with such windows; both fees, parties paid to their balances or
    /// wallets.
    function _openWith(Windows memory windows, uint256 destinations) internal {
        TermsFixture memory fixture = _fixtureWith(windows, destinations);
        _term = windows.term;
        _warp(NOW);
        if (destinations & AMENDED == 0) {
            _id = _open(fixture);
            Keeping.keep(_terms, fixture);
        } else {
            _openByAmendment(fixture);
        }
        pool.setPanel(_drawnPanel(DRAWN));
    }

    /// @dev What it replaces had another deadline, another passing score and another window.
    function _openByAmendment(TermsFixture memory fixture) private {
        TermsFixture memory old = abi.decode(abi.encode(fixture), (TermsFixture));
        (old.milestones[0].deadline, old.passingScore, old.verdictWindow) = (uint40(NOW + 7 days), 1, 1 days);
        --old.salt;
        _id = _open(old);
        Keeping.keep(_terms, old);
        _must(Act.Deliver);
        fixture.amends = Amendment(_id, _unsettled(_id), 1);
        bytes memory data = _amending(fixture);
        (bool ok, ) = address(quittance).call(data);
        VM.assertTrue(ok, "the amendment was refused");
        _goOnWith(fixture);
    }

    /// @dev The deal at hand was replaced.
    function _goOnWith(TermsFixture memory next) private {
        _id = Digests.terms(address(quittance), next);
        delete _terms;
        Keeping.keep(_terms, next);
    }

    function _agreed(uint256 key, TermsFixture memory next) private view returns (bytes memory) {
        return Signing.sign(key, Digests.terms(address(quittance), next));
    }

    /// @return next Terms with the same windows from now on, for the deal as it is.
    function _nextTerms() internal view returns (TermsFixture memory next) {
        next = _terms;
        bool delivered = quittance.milestoneOf(_id, 0).deliveredAt != 0;
        next.amends = Amendment(_id, _unsettled(_id), delivered ? 1 : 0);
        next.milestones[0].deadline = uint40(_clock + _term);
        next.openBy = type(uint40).max;
        ++next.salt;
    }

    function _amending(TermsFixture memory next) internal view returns (bytes memory) {
        (bytes memory byBuyer, bytes memory bySeller) = (_agreed(BUYER_KEY, next), _agreed(SELLER_KEY, next));
        return abi.encodeCall(IAmendments.amend, (_packed(), next.whole(), byBuyer, bySeller));
    }

    function _fixtureWith(
        Windows memory windows,
        uint256 destinations
    ) internal view returns (TermsFixture memory fixture) {
        fixture = _fixtureWithFees();
        fixture.milestones = new Milestone[](1);
        fixture.milestones[0] = Milestone(AMOUNT_0, uint40(NOW + windows.term));
        fixture.verdictWindow = uint32(windows.verdict);
        fixture.contestWindow = uint32(windows.contest);
        fixture.destinations = uint8((destinations % 4) * 2);
        if (windows.ruling == 0) return fixture;
        fixture.arbiter = ARBITER;
        fixture.rulingWindow = uint32(windows.ruling);
    }

    /// @return Windows anywhere within their bounds; `kind` % 3: without contests, without an arbiter, with one.
    function _fuzzedWindows(uint256 term, uint256 windows, uint256 kind) internal pure returns (Windows memory) {
        return
            Windows({
                term: _within(term, 1, 730 days),
                verdict: _within(windows, 10 minutes, 30 days),
                contest: kind % 3 == 0 ? 0 : _within(windows >> 64, 10 minutes, 30 days),
                ruling: kind % 3 < 2 ? 0 : _within(windows >> 128, 10 minutes, 30 days)
            });
    }

    // ---- acts as calls ----

    /// @return Who makes the call: whom the act belongs to, or a stranger where anybody may.
    function _callerOf(Act act) internal view returns (address) {
        if (act == Act.Release || act == Act.Reclaim) return BUYER;
        if (act == Act.Refund) return SELLER;
        if (act == Act.Rule) return ARBITER;
        if (act == Act.Contest) return _contesterNow();
        return STRANGER;
    }

    function _callOf(Act act) internal view returns (bytes memory) {
        TermsFixture memory fixture = _terms;
        bytes memory packed = fixture.whole();
        if (act == Act.Release) return abi.encodeCall(ISettlements.release, (packed, 0, ""));
        if (act == Act.Refund) return abi.encodeCall(ISettlements.refund, (packed, 0, ""));
        if (act == Act.Settle) return abi.encodeCall(IProvisionalPayouts.settle, (packed, 0));
        if (act == Act.Draw) return abi.encodeCall(IPanelDraws.drawPanel, (packed, 0));
        if (act == Act.Rule) return abi.encodeCall(IRulings.rule, (packed, 0, 5_000, ""));
        if (act == Act.ReleaseThird) return abi.encodeCall(IContests.releaseBond, (packed, 0, 3, ""));
        if (act == Act.Reclaim) {
            return abi.encodeCall(ISettlements.reclaim, (fixture.schedule(), fixture.adjudicationHash(), 0, ""));
        }
        if (act == Act.Deliver) {
            bytes memory signature = _delivery(fixture, 0, EVIDENCE);
            return abi.encodeCall(IDeliveries.deliver, (packed, 0, EVIDENCE, EVIDENCE_URI, signature));
        }
        if (act == Act.Judge) return _judging(fixture, packed);
        if (act == Act.Contest) return _contesting(packed);
        if (act == Act.Amend) return _amending(_nextTerms());
        if (act == Act.Agree || act == Act.Cancel) return _endingJointly(packed, act == Act.Agree);
        if (act == Act.ReleaseSecond) {
            return abi.encodeCall(IContests.releaseBond, (packed, 0, 2, _drawnNow()));
        }
        return _voting(fixture, packed, act == Act.VoteOne);
    }

    /// @dev A delivery behind the ballots is not read where the evidence is on-chain.
    function _judging(TermsFixture memory fixture, bytes memory packed) private view returns (bytes memory) {
        bool delivered = quittance.milestoneOf(_id, 0).deliveredAt != 0;
        bytes memory verdict = delivered ? BallotBox.pack(_quorum(fixture, 0, FULL)) : _verdict(fixture, 0, FULL);
        return abi.encodeCall(IVerdicts.submitVerdict, (packed, 0, EVIDENCE, verdict));
    }

    /// @dev Of the provisional payout, as it follows from the record and the terms.
    function _contesting(bytes memory packed) private view returns (bytes memory) {
        uint16 payout = _provisionalNow();
        address contester = _contesterNow();
        return abi.encodeCall(IContests.contest, (packed, 0, contester, payout, "", _fromBalance(contester)));
    }

    function _endingJointly(bytes memory packed, bool agreed) private view returns (bytes memory) {
        uint40 until = type(uint40).max;
        uint96 left = agreed ? 1 : _unsettled(_id);
        bytes32 digest =
            agreed
                ? Digests.agreement(address(quittance), _terms, 0, left, until)
                : Digests.cancellation(address(quittance), _terms, left, until);
        bytes memory byBuyer = Signing.sign(BUYER_KEY, digest);
        bytes memory bySeller = Signing.sign(SELLER_KEY, digest);
        if (agreed) return abi.encodeCall(IAgreements.agree, (packed, 0, left, until, byBuyer, bySeller));
        return abi.encodeCall(IAgreements.cancel, (packed, left, until, byBuyer, bySeller));
    }

    /// @dev All for nothing: one of three decides nothing, the two others do.
    function _voting(TermsFixture memory fixture, bytes memory packed, bool one) private view returns (bytes memory) {
        SignedBallot[] memory ballots = new SignedBallot[](one ? 1 : 2);
        for (uint8 i = 0; i < ballots.length; ++i) ballots[i] = _secondBallot(fixture, DRAWN, one ? 0 : i + 1, 0);
        return abi.encodeCall(IRounds.recordBallots, (packed, 0, _drawn(DRAWN), BallotBox.pack(ballots)));
    }

    function _provisionalNow() private view returns (uint16) {
        MilestoneRecord memory record = quittance.milestoneOf(_id, 0);
        bool silence = record.round == 0 && record.contests == 0;
        return silence ? _terms.silencePayout : record.provisionalPayout;
    }

    /// @dev Who can gain by it. Of what either could contest, the buyer round 1 and silence, the seller round 2.
    function _contesterNow() private view returns (address) {
        uint16 payout = _provisionalNow();
        if (payout == 0) return SELLER;
        if (payout == FULL) return BUYER;
        return quittance.milestoneOf(_id, 0).contests == 0 ? BUYER : SELLER;
    }

    function _drawnNow() private view returns (bytes memory) {
        (, bytes32 panelHash, , , ) = quittance.roundOf(_packed(), 0);
        return panelHash == 0 ? bytes("") : _drawn(DRAWN);
    }

    function _packed() internal view returns (bytes memory) {
        TermsFixture memory fixture = _terms;
        return fixture.whole();
    }

    // ---- doing and trying ----

    /// @return ok Whether the act went through on the real contract.
    function _do(Act act) internal returns (bool ok) {
        bytes memory data = _callOf(act);
        TermsFixture memory next;
        if (act == Act.Amend) next = _nextTerms();
        VM.prank(_callerOf(act));
        (ok, ) = address(quittance).call(data);
        if (act == Act.Amend && ok) _goOnWith(next);
    }

    function _must(Act act) internal {
        VM.assertTrue(_do(act), "an act on the way was refused");
    }

    /// @dev Whether the act goes through now; nothing of it stays.
    function _can(Act act) internal returns (bool) {
        return _tries(_callerOf(act), _callOf(act));
    }

    function _onTrial() internal view override returns (address) {
        return address(quittance);
    }
}
