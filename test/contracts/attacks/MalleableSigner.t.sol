// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {ISharedFees} from "../../../contracts/interfaces/ISharedFees.sol";
import {IEquivocations} from "../../../contracts/interfaces/IEquivocations.sol";
import {SignedBallot as Proof} from "../../../contracts/types/SignedBallot.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The relayer that makes a second signature out of a first: the other s, the other form, a tail, no bytes at
/// all. A signature in another form is the same word, and a word has its effect once.
contract MalleableSignerTest is DisputesBase {
    /// @return forms Of a good signature, none of which is one.
    function _spoiled(uint256 key, bytes32 digest) private pure returns (bytes[7] memory forms) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        forms[0] = Signing.signHigh(key, digest);
        forms[1] = abi.encodePacked(r, s, v - 27);
        forms[2] = abi.encodePacked(r, s, v, hex"00");
        forms[3] = abi.encodePacked(r, s, v == 27 ? uint8(28) : uint8(27));
        forms[4] = abi.encodePacked(r);
        forms[5] = new bytes(65);
        forms[6] = new bytes(64);
    }

    function _refused(address caller, bytes memory data) private {
        VM.prank(caller);
        (bool done, ) = address(quittance).call(data);
        VM.assertFalse(done, "a spoiled signature was taken");
    }

    function test_SpoiledSignaturesOfTheParties() external {
        TermsFixture memory fixture = _contestable();
        bytes32 id = _open(fixture);
        bytes memory whole = fixture.whole();
        address q = address(quittance);
        bytes[7] memory forms = _spoiled(BUYER_KEY, Digests.release(q, fixture, 0));
        for (uint256 i = 0; i < 7; ++i) _refused(STRANGER, abi.encodeCall(quittance.release, (whole, 0, forms[i])));
        forms = _spoiled(SELLER_KEY, Digests.refund(q, fixture, 0));
        for (uint256 i = 0; i < 7; ++i) _refused(STRANGER, abi.encodeCall(quittance.refund, (whole, 0, forms[i])));
        forms = _spoiled(SELLER_KEY, Digests.delivery(q, id, 0, EVIDENCE, EVIDENCE_URI));
        for (uint256 i = 0; i < 7; ++i) {
            _refused(STRANGER, abi.encodeCall(quittance.deliver, (whole, 0, EVIDENCE, EVIDENCE_URI, forms[i])));
            bytes memory ballots = BallotBox.withDelivery(
                BallotBox.pack(_quorum(fixture, 0, 7_000)),
                EVIDENCE_URI,
                forms[i]
            );
            _refused(STRANGER, abi.encodeCall(quittance.submitVerdict, (whole, 0, EVIDENCE, ballots)));
        }
    }

    function test_SpoiledSignaturesOfAContest() external {
        TermsFixture memory fixture = _contestable();
        bytes32 id = _stand(fixture, 7_000);
        bytes memory whole = fixture.whole();
        address q = address(quittance);
        bytes[7] memory forms = _spoiled(BUYER_KEY, Digests.contest(q, id, 0, 2, 7_000, BOND, BUYER));
        for (uint256 i = 0; i < 7; ++i) {
            _refused(
                STRANGER,
                abi.encodeCall(IContests.contest, (whole, 0, BUYER, 7_000, forms[i], _fromBalance(BUYER)))
            );
        }
        forms = _spoiled(PAYER_KEY, Digests.bond(q, PAYER, id, 0, 2, BUYER, BOND));
        bytes[7] memory payments = _spoiled(PAYER_KEY, _walletBondDigest(fixture, PAYER, 2, BUYER));
        for (uint256 i = 0; i < 7; ++i) {
            IContests.BondPayment memory balance = IContests.BondPayment(PAYER, false, 0, forms[i]);
            _refused(BUYER, abi.encodeCall(IContests.contest, (whole, 0, BUYER, 7_000, "", balance)));
            // USDC itself takes v as 0 or 1 through neither overload, and no other form either.
            IContests.BondPayment memory wallet = IContests.BondPayment(PAYER, true, OPEN_BY, payments[i]);
            _refused(BUYER, abi.encodeCall(IContests.contest, (whole, 0, BUYER, 7_000, "", wallet)));
        }
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE, "nothing moved");
        VM.assertEq(usdc.balanceOf(PAYER), BALANCE, "nothing moved");
    }

    function test_SpoiledSignaturesOfJudgesAndRaters() external {
        TermsFixture memory fixture = _contestable();
        bytes32 id = _secondRound(fixture, 7_000, BUYER);
        bytes memory whole = fixture.whole();
        address q = address(quittance);
        bytes[7] memory forms = _spoiled(_drawnKeys(3)[0], Digests.ballot(q, id, 0, 2, EVIDENCE, FULL, 0));
        for (uint256 i = 0; i < 7; ++i) {
            SignedBallot[] memory one = new SignedBallot[](1);
            one[0] = SignedBallot(0, FULL, 0, forms[i]);
            _refused(STRANGER, abi.encodeCall(quittance.recordBallots, (whole, 0, _drawn(3), BallotBox.pack(one))));
        }
        _vote(fixture, 3, _same(2, 0));
        _contest(fixture, SELLER, 0);
        forms = _spoiled(ARBITER_KEY, Digests.ruling(q, id, 0, EVIDENCE, 5_000));
        for (uint256 i = 0; i < 7; ++i) _refused(STRANGER, abi.encodeCall(quittance.rule, (whole, 0, 5_000, forms[i])));
        _rule(fixture, 5_000);
        forms = _spoiled(BUYER_KEY, Digests.rating(q, id, SELLER, 5, 0));
        for (uint256 i = 0; i < 7; ++i)
            _refused(STRANGER, abi.encodeCall(quittance.rate, (whole, BUYER, 5, 0, forms[i])));
    }

    function test_SpoiledSignaturesOfLateJurors() external {
        TermsFixture memory fixture = _contestable();
        fixture.panelAccount = address(0);
        bytes32 id = _open(fixture);
        _judge(fixture, 0, 7_000);
        bytes32 digest = Digests.ballot(address(quittance), id, 0, 1, EVIDENCE, 7_000, 0);
        bytes[7] memory forms = _spoiled(_jurorKeys(3)[2], digest);
        bytes memory whole = fixture.whole();
        SignedBallot[] memory one = new SignedBallot[](1);
        for (uint256 i = 0; i < 7; ++i) {
            one[0] = SignedBallot(2, 7_000, 0, forms[i]);
            _refused(STRANGER, abi.encodeCall(ISharedFees.recordLateBallots, (whole, 0, BallotBox.pack(one))));
        }
        one[0].signature = Signing.sign(_jurorKeys(3)[2], digest);
        quittance.recordLateBallots(whole, 0, BallotBox.pack(one));
    }

    /// @dev One ballot in two forms is no equivocation; and the other s of a real one proves nothing.
    function test_OneBallotInTwoFormsIsNoEquivocation() external {
        TermsFixture memory fixture = _fixture();
        bytes32 id = _open(fixture);
        uint256 key = _jurorKeys(3)[0];
        bytes32 digest = Digests.ballot(address(quittance), id, 0, 1, EVIDENCE, 5, 0);
        bytes32[] memory none = new bytes32[](0);
        Proof memory long = Proof(5, 0, 0, none, Signing.sign(key, digest));
        Proof memory short = Proof(5, 0, 0, none, Signing.signCompact(key, digest));
        VM.expectRevert(abi.encodeWithSelector(IEquivocations.Quittance_NoEquivocation.selector, uint256(5)));
        quittance.recordEquivocation(fixture.whole(), 0, 0, EVIDENCE, long, short);
        digest = Digests.ballot(address(quittance), id, 0, 1, EVIDENCE, 6, 0);
        Proof memory high = Proof(6, 0, 0, none, Signing.signHigh(key, digest));
        VM.expectRevert();
        quittance.recordEquivocation(fixture.whole(), 0, 0, EVIDENCE, long, high);
    }

    /// @dev The same ballot again in its other form is passed over like any second ballot of a juror.
    function test_OneBallotInTwoFormsCountsOnce() external {
        TermsFixture memory fixture = _contestable();
        bytes32 id = _secondRound(fixture, 7_000, BUYER);
        bytes32 digest = Digests.ballot(address(quittance), id, 0, 2, EVIDENCE, FULL, 0);
        SignedBallot[] memory one = new SignedBallot[](1);
        one[0] = SignedBallot(0, FULL, 0, Signing.sign(_drawnKeys(3)[0], digest));
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), BallotBox.pack(one));
        one[0].signature = Signing.signCompact(_drawnKeys(3)[0], digest);
        VM.expectPartialRevert(bytes4(keccak256("Quittance_NoNewBallots(bytes32,uint256)")));
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), BallotBox.pack(one));
    }

    /// @dev A rating in its other form is a second rating, which there is not.
    function test_OneRatingInTwoFormsCountsOnce() external {
        TermsFixture memory fixture = _fixture();
        bytes32 id = _open(fixture);
        _judge(fixture, 0, FULL);
        bytes32 digest = Digests.rating(address(quittance), id, SELLER, 5, 0);
        quittance.rate(fixture.whole(), BUYER, 5, 0, Signing.sign(BUYER_KEY, digest));
        VM.expectPartialRevert(bytes4(keccak256("Quittance_AlreadyRated(bytes32,address)")));
        quittance.rate(fixture.whole(), BUYER, 5, 0, Signing.signCompact(BUYER_KEY, digest));
    }
}
