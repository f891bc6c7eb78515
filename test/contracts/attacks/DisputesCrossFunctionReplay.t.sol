// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {ISharedFees} from "../../../contracts/interfaces/ISharedFees.sol";
import {SignedBallot as Proof} from "../../../contracts/types/SignedBallot.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice Promise 19 for what a contest adds: all digests are of one deal and one milestone, and the signer that an
/// entry asks has signed each of them, so that neither the deal nor the signer is ever the reason for a refusal.
contract DisputesCrossFunctionReplayTest is TabBase {
    uint256 private constant PURPOSES = 17;
    /// @dev With what is signed for accounts, whose entries `AccountCrossFunctionReplay` tries.
    uint256 private constant DIGESTS = PURPOSES + SPENDING_DIGESTS;
    uint256 private constant ENTRIES = 16;
    /// @dev Takes what `submitVerdict` takes, for a fee that jurors share.
    uint256 private constant LATE = 15;
    /// @dev Entries that have a digest of their own stand at its number; those before CONTEST are the first issue's.
    uint256 private constant CONTEST = 8;
    uint96 private constant PART = 20e6;
    uint40 private constant UNTIL = NOW + 300 days;

    bool private _shares;

    function _deal() private view returns (TermsFixture memory fixture) {
        fixture = _contestable();
        if (_shares) fixture.panelAccount = address(0);
    }

    /// @return What each purpose's digest is.
    function _digest(uint256 purpose) private view returns (bytes32) {
        if (purpose >= PURPOSES) return _spendingDigest(purpose - PURPOSES);
        address q = address(quittance);
        TermsFixture memory fixture = _deal();
        bytes32 id = _dealId(fixture);
        uint96 left = uint96(fixture.total());
        if (purpose == 0) return id;
        if (purpose == 1) return Digests.delivery(q, id, 0, EVIDENCE, EVIDENCE_URI);
        if (purpose == 2) return Digests.release(q, fixture, 0);
        if (purpose == 3) return Digests.refund(q, fixture, 0);
        if (purpose == 4) return Digests.agreement(q, fixture, 0, PART, UNTIL);
        if (purpose == 5) return Digests.cancellation(q, fixture, left, UNTIL);
        if (purpose == 6) return Digests.reclaim(q, fixture, 0);
        if (purpose == 7) return Digests.ballot(q, id, 0, 1, EVIDENCE, FULL, 0);
        if (purpose == 8) return Digests.contest(q, id, 0, 2, FULL, BOND, BUYER);
        if (purpose == 9) return Digests.bond(q, PAYER, id, 0, 2, BUYER, BOND);
        if (purpose == 10) return _walletBondDigest(_deal(), PAYER, 2, BUYER);
        if (purpose == 11) return Digests.ballot(q, id, 0, 2, EVIDENCE, FULL, 0);
        if (purpose == 12) return Digests.ruling(q, id, 0, EVIDENCE, FULL);
        if (purpose == 13) return Digests.rating(q, id, SELLER, 50, 0);
        if (purpose == 14) return _batchDigest(id);
        if (purpose == 15) return Digests.contest(q, id, 0, 3, FULL, BOND, BUYER);
        return Digests.bond(q, PAYER, id, 0, 3, BUYER, BOND);
    }

    /// @dev The batch has one ballot, and one of zeros beside it.
    function _beside() private pure returns (bytes32[] memory siblings) {
        siblings = new bytes32[](1);
        siblings[0] = Digests.ballotStruct(0, 0, 0, 0, 0, 0);
    }

    function _batchDigest(bytes32 id) private view returns (bytes32) {
        bytes32 ballot = Digests.ballotStruct(id, 0, 1, EVIDENCE, FULL, 0);
        return Digests.ballotPair(address(quittance), ballot, _beside()[0]);
    }

    /// @dev Brings the one milestone to where the entry is open.
    function _setUpFor(uint256 entry) private {
        _shares = entry == LATE;
        TermsFixture memory fixture = _deal();
        if (entry == 0) return;
        _open(fixture);
        if (entry == 6) VM.warp(DEADLINE_0 + 1);
        if (entry < CONTEST || entry == 14) return;
        _judge(fixture, 0, FULL);
        if (entry < 11 || entry == LATE) return;
        if (entry == 13) {
            VM.prank(BUYER);
            quittance.release(fixture.whole(), 0, "");
            return;
        }
        _contest(fixture, BUYER, FULL);
        _draw(fixture, 3);
        if (entry == 11) return;
        VM.warp(NOW + V);
        _contest(fixture, BUYER, FULL);
    }

    function _enter(uint256 entry, uint256 signed) private view returns (bytes memory) {
        bytes memory whole = _deal().whole();
        bytes32 digest = _digest(signed);
        bytes memory byBuyer = Signing.sign(BUYER_KEY, digest);
        bytes memory bySeller = Signing.sign(SELLER_KEY, digest);
        bytes memory byPayer = Signing.sign(PAYER_KEY, digest);
        if (entry == 0) return abi.encodeCall(quittance.open, (whole, _buyerSignature(_deal()), bySeller));
        if (entry == 1) return abi.encodeCall(quittance.deliver, (whole, 0, EVIDENCE, EVIDENCE_URI, bySeller));
        if (entry == 2) return abi.encodeCall(quittance.release, (whole, 0, byBuyer));
        if (entry == 3) return abi.encodeCall(quittance.refund, (whole, 0, bySeller));
        if (entry == 4) return abi.encodeCall(quittance.agree, (whole, 0, PART, UNTIL, byBuyer, bySeller));
        if (entry == 5) {
            uint96 left = uint96(_deal().total());
            return abi.encodeCall(quittance.cancel, (whole, left, UNTIL, byBuyer, bySeller));
        }
        if (entry == 6) {
            TermsFixture memory fixture = _deal();
            return abi.encodeCall(quittance.reclaim, (fixture.schedule(), fixture.adjudicationHash(), 0, byBuyer));
        }
        if (entry == 7) {
            bytes memory ballots = BallotBox.withDelivery(
                BallotBox.pack(_ballotsBy(_jurorKeys(3), 2, digest)),
                EVIDENCE_URI,
                _delivery(_deal(), 0, EVIDENCE)
            );
            return abi.encodeCall(quittance.submitVerdict, (whole, 0, EVIDENCE, ballots));
        }
        if (entry == 12) return abi.encodeCall(quittance.rule, (whole, 0, FULL, Signing.sign(ARBITER_KEY, digest)));
        if (entry == 13) return abi.encodeCall(quittance.rate, (whole, BUYER, 50, 0, byBuyer));
        return _enterDisputes(entry, whole, digest, byBuyer, byPayer);
    }

    function _enterDisputes(
        uint256 entry,
        bytes memory whole,
        bytes32 digest,
        bytes memory byBuyer,
        bytes memory byPayer
    ) private view returns (bytes memory) {
        if (entry == 8) return _contestCall(whole, byBuyer, _fromBalance(BUYER));
        bytes memory named = _contestSignatureOf(_deal(), BUYER_KEY, 2, FULL, PAYER, entry == 10);
        if (entry == 9) return _contestCall(whole, named, IContests.BondPayment(PAYER, false, 0, byPayer));
        if (entry == 10) return _contestCall(whole, named, IContests.BondPayment(PAYER, true, OPEN_BY, byPayer));
        if (entry == 11) {
            bytes memory ballots = BallotBox.pack(_ballotsBy(_drawnKeys(3), 1, digest));
            return abi.encodeCall(quittance.recordBallots, (whole, 0, _drawn(3), ballots));
        }
        if (entry == LATE) {
            SignedBallot[] memory one = new SignedBallot[](1);
            one[0] = SignedBallot(2, FULL, 0, Signing.sign(_jurorKeys(3)[2], digest));
            return abi.encodeCall(ISharedFees.recordLateBallots, (whole, 0, BallotBox.pack(one)));
        }
        bytes32 id = _dealId(_deal());
        uint256 key = _jurorKeys(3)[0];
        Proof memory first = Proof(FULL, 0, 0, _beside(), Signing.sign(key, digest));
        bytes32 other = Digests.ballot(address(quittance), id, 0, 1, EVIDENCE, 0, 0);
        Proof memory second = Proof(0, 0, 0, new bytes32[](0), Signing.sign(key, other));
        return abi.encodeCall(quittance.recordEquivocation, (whole, 0, 0, EVIDENCE, first, second));
    }

    function _contestCall(
        bytes memory whole,
        bytes memory signature,
        IContests.BondPayment memory bond
    ) private pure returns (bytes memory) {
        return abi.encodeCall(IContests.contest, (whole, 0, VM.addr(BUYER_KEY), FULL, signature, bond));
    }

    function _ballotsBy(
        uint256[] memory keys,
        uint8 count,
        bytes32 digest
    ) private pure returns (SignedBallot[] memory ballots) {
        ballots = new SignedBallot[](count);
        for (uint8 i = 0; i < count; ++i) ballots[i] = SignedBallot(i, FULL, 0, Signing.sign(keys[i], digest));
    }

    function test_promise_19_EachSignatureHasEffectThroughItsOwnEntryOnly() external {
        uint256 taken;
        for (uint256 entry = 0; entry < ENTRIES; ++entry) {
            uint256 before = VM.snapshotState();
            _setUpFor(entry);
            for (uint256 signed = 0; signed < DIGESTS; ++signed) {
                bytes memory data = _enter(entry, signed);
                uint256 snapshot = VM.snapshotState();
                VM.prank(STRANGER);
                (bool done, ) = address(quittance).call(data);
                VM.assertEq(
                    done,
                    signed == (entry == LATE ? 7 : entry),
                    "a signature had effect through an entry that is not its own"
                );
                if (done) ++taken;
                VM.revertToState(snapshot);
            }
            VM.revertToState(before);
        }
        VM.assertEq(taken, ENTRIES, "every entry takes its own signature");
    }
}
