// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {OpeningItems} from "../support/OpeningItems.sol";
import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {TabBase} from "../support/TabBase.sol";
import {Amendment, TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice Promise 19: nothing signed for one purpose has effect through another. One person holds every key here, so
/// that the right signer is never the reason for a refusal; each signature is tried in each entry, and only its own
/// takes it.
contract CrossFunctionReplayTest is TabBase {
    uint8 private constant MILESTONE = 0;
    uint40 private constant VALID_UNTIL = NOW + 30 days;
    uint256 private constant PURPOSES = 13;
    /// @dev With what is signed for accounts, whose entries `AccountCrossFunctionReplay` tries.
    uint256 private constant DIGESTS = PURPOSES + SPENDING_DIGESTS;
    uint96 private constant PART = 20e6;
    uint64 private constant DEPOSIT_SALT = 77;

    function setUp() public override {
        super.setUp();
        _open(_live());
        _fundLedger(BUYER, 1_000e6);
    }

    function _live() private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.payoutStep = 1_000;
    }

    function _fromWallet() private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.salt = 2;
    }

    function _fromLedger() private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.salt = 3;
        fixture.destinations = TermsFixtures.FUNDED_FROM_LEDGER;
    }

    /// @return fixture Terms that replace the live deal, with nothing to pay.
    function _amending() private view returns (TermsFixture memory fixture) {
        fixture = _live();
        fixture.amends = Amendment(_dealId(_live()), uint96(_live().total()), 0);
    }

    /// @return What each purpose's digest is; index 0 to 12 as in `_enter`.
    function _digest(uint256 purpose) private view returns (bytes32) {
        if (purpose >= PURPOSES) return _spendingDigest(purpose - PURPOSES);
        TermsFixture memory live = _live();
        TermsFixture memory fromWallet = _fromWallet();
        TermsFixture memory fromLedger = _fromLedger();
        address q = address(quittance);
        bytes32 id = _dealId(live);
        if (purpose == 0) return _paymentDigest(fromWallet);
        if (purpose == 1) return _dealId(fromLedger);
        if (purpose == 2) return Digests.delivery(q, id, MILESTONE, EVIDENCE, EVIDENCE_URI);
        if (purpose == 3) return Digests.release(q, live, MILESTONE);
        if (purpose == 4) return Digests.refund(q, live, MILESTONE);
        if (purpose == 5) return Digests.agreement(q, live, MILESTONE, PART, VALID_UNTIL);
        if (purpose == 6) return Digests.cancellation(q, live, _unsettled(id), VALID_UNTIL);
        if (purpose == 7) return Digests.reclaim(q, live, MILESTONE);
        if (purpose == 8) {
            bytes32 nonce = Digests.deposit(q, BUYER, DEPOSIT_SALT);
            return Digests.receiveAuthorization(address(usdc), q, BUYER, PART, VALID_UNTIL, nonce);
        }
        if (purpose == 9) return Digests.ballot(q, id, MILESTONE, 1, EVIDENCE, FULL, bytes32(0));
        if (purpose == 10) return _dealId(_amending());
        if (purpose == 11) {
            bytes32[] memory terms = new bytes32[](2);
            (terms[0], terms[1]) = (fromLedger.structHash(), fromLedger.structHash());
            return Digests.termsTree(q, terms);
        }
        bytes32[] memory ballots = new bytes32[](1);
        ballots[0] = Digests.ballotStruct(id, MILESTONE, 1, EVIDENCE, FULL, bytes32(0));
        return Digests.ballotTree(q, ballots);
    }

    /// @dev Calls the entry of `purpose` with signatures of `signed` in the place of each signature it takes.
    function _enter(uint256 purpose, uint256 signed) private returns (bool) {
        TermsFixture memory live = _live();
        TermsFixture memory fromWallet = _fromWallet();
        TermsFixture memory fromLedger = _fromLedger();
        bytes memory byBuyer = Signing.sign(BUYER_KEY, _digest(signed));
        bytes memory bySeller = Signing.sign(SELLER_KEY, _digest(signed));
        bytes memory call;
        if (purpose == 0)
            call = abi.encodeCall(quittance.open, (fromWallet.whole(), byBuyer, _sellerSignature(fromWallet)));
        else if (purpose == 1) call = abi.encodeCall(quittance.open, (fromLedger.whole(), byBuyer, bySeller));
        else if (purpose == 2)
            call = abi.encodeCall(quittance.deliver, (live.whole(), MILESTONE, EVIDENCE, EVIDENCE_URI, bySeller));
        else if (purpose == 3) call = abi.encodeCall(quittance.release, (live.whole(), MILESTONE, byBuyer));
        else if (purpose == 4) call = abi.encodeCall(quittance.refund, (live.whole(), MILESTONE, bySeller));
        else if (purpose == 5)
            call = abi.encodeCall(quittance.agree, (live.whole(), MILESTONE, PART, VALID_UNTIL, byBuyer, bySeller));
        else if (purpose == 6)
            call = abi.encodeCall(
                quittance.cancel,
                (live.whole(), _unsettled(_dealId(live)), VALID_UNTIL, byBuyer, bySeller)
            );
        else if (purpose == 7)
            call = abi.encodeCall(quittance.reclaim, (live.schedule(), live.adjudicationHash(), MILESTONE, byBuyer));
        else if (purpose == 8)
            call = abi.encodeCall(
                quittance.depositWithAuthorization,
                (BUYER, BUYER, PART, VALID_UNTIL, DEPOSIT_SALT, byBuyer)
            );
        else if (purpose == 9)
            call = abi.encodeCall(quittance.submitVerdict, (live.whole(), MILESTONE, EVIDENCE, _ballotsSigned(signed)));
        else if (purpose == 11) call = _openBatchSigned(byBuyer);
        else if (purpose == 12) call = _verdictsSigned(signed);
        else call = abi.encodeCall(quittance.amend, (live.whole(), _amending().whole(), byBuyer, bySeller));
        VM.prank(STRANGER);
        (bool taken, ) = address(quittance).call(call);
        return taken;
    }

    /// @dev The buyer's signature stands in the place of the one for the whole batch.
    function _openBatchSigned(bytes memory byBuyer) private view returns (bytes memory) {
        OpeningGroup[] memory items = new OpeningGroup[](1);
        items[0] = OpeningItems.alone(_fromLedger().whole(), "", _sellerSignature(_fromLedger()));
        return abi.encodeCall(quittance.openBatch, (items, abi.encodePacked(uint16(0), byBuyer), true));
    }

    function _verdictsSigned(uint256 signed) private view returns (bytes memory) {
        uint256[] memory keys = _jurorKeys(3);
        bytes memory jurors = abi.encodePacked(uint8(2), uint8(0), bytes32(0), uint8(1), bytes32(0));
        for (uint256 i = 0; i < 2; ++i) {
            jurors = abi.encodePacked(jurors, uint16(65), Signing.sign(keys[i], _digest(signed)));
        }
        VerdictGroup[] memory groups = new VerdictGroup[](1);
        bytes memory items = abi.encodePacked(uint8(0), MILESTONE, EVIDENCE, FULL);
        groups[0] = VerdictGroup(_live().whole(), jurors, items);
        return abi.encodeCall(quittance.submitVerdicts, (groups, true));
    }

    function _ballotsSigned(uint256 signed) private view returns (bytes memory) {
        uint256[] memory keys = _jurorKeys(3);
        SignedBallot[] memory ballots = new SignedBallot[](2);
        for (uint8 i = 0; i < 2; ++i) {
            ballots[i] = SignedBallot(i, FULL, bytes32(0), Signing.sign(keys[i], _digest(signed)));
        }
        return BallotBox.pack(ballots);
    }

    /// @dev Reclaim opens after the deadline, everything else before it.
    function _at(uint256 purpose) private {
        VM.warp(purpose == 7 ? DEADLINE_0 + 1 : NOW);
    }

    function test_promise_19_EachSignatureHasEffectThroughItsOwnEntryOnly() external {
        uint256 taken;
        for (uint256 purpose = 0; purpose < PURPOSES; ++purpose) {
            for (uint256 signed = 0; signed < DIGESTS; ++signed) {
                uint256 snapshot = VM.snapshotState();
                _at(purpose);
                bool done = _enter(purpose, signed);
                VM.assertEq(done, purpose == signed, "a signature had effect through an entry that is not its own");
                if (done) ++taken;
                VM.revertToState(snapshot);
            }
        }
        VM.assertEq(taken, PURPOSES, "every entry takes its own signature");
    }

    /// @dev The seller's delivery under a partial verdict is one more place for a signature.
    function test_promise_19_OnlyADeliveryProvesADelivery() external {
        TermsFixture memory live = _live();
        for (uint256 signed = 0; signed < DIGESTS; ++signed) {
            uint256 snapshot = VM.snapshotState();
            bytes memory ballots = BallotBox.withDelivery(
                BallotBox.pack(_quorum(live, MILESTONE, 7_000)),
                EVIDENCE_URI,
                Signing.sign(SELLER_KEY, _digest(signed))
            );
            (bool done, ) = address(quittance).call(
                abi.encodeCall(quittance.submitVerdict, (live.whole(), MILESTONE, EVIDENCE, ballots))
            );
            VM.assertEq(done, signed == 2, "something else than a delivery proved one");
            VM.revertToState(snapshot);
        }
    }
}
