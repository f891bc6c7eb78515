// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IEquivocations} from "../../../contracts/interfaces/IEquivocations.sol";
import {SignedBallot as Proof} from "../../../contracts/types/SignedBallot.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {RecourseStage} from "../support/RecourseStage.sol";
import {Signing} from "../support/Signing.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @notice The relayer that makes a second signature out of a first: the other s, the other form, a tail, no bytes at all.
/// A signature in another form is the same word, and a word has its effect once.
contract MalleableSignerTest is RecourseStage {
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
        TermSheet memory sheet = _contestable();
        bytes32 id = _open(sheet);
        bytes memory whole = sheet.whole();
        address q = address(quittance);
        bytes[7] memory forms = _spoiled(BUYER_KEY, Digests.acceptance(q, id, 0));
        for (uint256 i = 0; i < 7; ++i) _refused(STRANGER, abi.encodeCall(quittance.accept, (whole, 0, forms[i])));
        forms = _spoiled(SELLER_KEY, Digests.concession(q, id, 0));
        for (uint256 i = 0; i < 7; ++i) _refused(STRANGER, abi.encodeCall(quittance.concede, (whole, 0, forms[i])));
        forms = _spoiled(SELLER_KEY, Digests.delivery(q, id, 0, EVIDENCE, LOCATOR));
        for (uint256 i = 0; i < 7; ++i) {
            _refused(STRANGER, abi.encodeCall(quittance.deliver, (whole, 0, EVIDENCE, LOCATOR, forms[i])));
            bytes memory ballots = BallotBox.withDelivery(BallotBox.wire(_quorum(sheet, 0, 7_000)), LOCATOR, forms[i]);
            _refused(STRANGER, abi.encodeCall(quittance.submitVerdict, (whole, 0, EVIDENCE, ballots)));
        }
    }

    function test_SpoiledSignaturesOfAContest() external {
        TermSheet memory sheet = _contestable();
        bytes32 id = _stand(sheet, 7_000);
        bytes memory whole = sheet.whole();
        address q = address(quittance);
        bytes[7] memory forms = _spoiled(BUYER_KEY, Digests.contest(q, id, 0, 2, 7_000, BUYER));
        for (uint256 i = 0; i < 7; ++i) {
            _refused(STRANGER, abi.encodeCall(IContests.contest, (whole, 0, BUYER, 7_000, forms[i], _fromRow(BUYER))));
        }
        forms = _spoiled(PAYER_KEY, Digests.bond(q, id, 0, 2, BUYER));
        bytes[7] memory payments = _spoiled(PAYER_KEY, _walletBondDigest(sheet, PAYER, 2, BUYER));
        for (uint256 i = 0; i < 7; ++i) {
            IContests.BondPayment memory row = IContests.BondPayment(PAYER, false, 0, forms[i]);
            _refused(BUYER, abi.encodeCall(IContests.contest, (whole, 0, BUYER, 7_000, "", row)));
            // USDC itself takes v as 0 or 1 through neither overload, and no other form either.
            IContests.BondPayment memory wallet = IContests.BondPayment(PAYER, true, OPEN_BY, payments[i]);
            _refused(BUYER, abi.encodeCall(IContests.contest, (whole, 0, BUYER, 7_000, "", wallet)));
        }
        VM.assertEq(quittance.balanceOf(PAYER), ROW, "nothing moved");
        VM.assertEq(usdc.balanceOf(PAYER), ROW, "nothing moved");
    }

    function test_SpoiledSignaturesOfJudgesAndRaters() external {
        TermSheet memory sheet = _contestable();
        bytes32 id = _secondRound(sheet, 7_000, BUYER);
        bytes memory whole = sheet.whole();
        address q = address(quittance);
        bytes[7] memory forms = _spoiled(_drawnKeys(3)[0], Digests.ballot(q, id, 0, 2, EVIDENCE, FULL, 0));
        for (uint256 i = 0; i < 7; ++i) {
            SignedBallot[] memory one = new SignedBallot[](1);
            one[0] = SignedBallot(0, FULL, 0, forms[i]);
            _refused(STRANGER, abi.encodeCall(quittance.recordBallots, (whole, 0, _drawn(3), BallotBox.wire(one))));
        }
        _vote(sheet, 3, _same(2, 0));
        _contest(sheet, SELLER, 0);
        forms = _spoiled(ARBITER_KEY, Digests.ruling(q, id, 0, EVIDENCE, 5_000));
        for (uint256 i = 0; i < 7; ++i) _refused(STRANGER, abi.encodeCall(quittance.rule, (whole, 0, 5_000, forms[i])));
        _rule(sheet, 5_000);
        forms = _spoiled(BUYER_KEY, Digests.rating(q, id, 5, 0));
        for (uint256 i = 0; i < 7; ++i)
            _refused(STRANGER, abi.encodeCall(quittance.rate, (whole, BUYER, 5, 0, forms[i])));
    }

    /// @dev One ballot in two forms is no equivocation; and the other s of a real one proves nothing.
    function test_OneBallotInTwoFormsIsNoEquivocation() external {
        TermSheet memory sheet = _sheet();
        bytes32 id = _open(sheet);
        uint256 key = _jurorKeys(3)[0];
        bytes32 digest = Digests.ballot(address(quittance), id, 0, 1, EVIDENCE, 5, 0);
        bytes32[] memory none = new bytes32[](0);
        Proof memory long = Proof(5, 0, none, Signing.sign(key, digest));
        Proof memory short = Proof(5, 0, none, Signing.signCompact(key, digest));
        VM.expectRevert(abi.encodeWithSelector(IEquivocations.Quittance_NoEquivocation.selector, uint256(5)));
        quittance.recordEquivocation(sheet.whole(), 0, 0, EVIDENCE, long, short);
        digest = Digests.ballot(address(quittance), id, 0, 1, EVIDENCE, 6, 0);
        Proof memory high = Proof(6, 0, none, Signing.signHigh(key, digest));
        VM.expectRevert();
        quittance.recordEquivocation(sheet.whole(), 0, 0, EVIDENCE, long, high);
    }

    /// @dev The same ballot again in its other form is passed over like any second ballot of a juror.
    function test_OneBallotInTwoFormsCountsOnce() external {
        TermSheet memory sheet = _contestable();
        bytes32 id = _secondRound(sheet, 7_000, BUYER);
        bytes32 digest = Digests.ballot(address(quittance), id, 0, 2, EVIDENCE, FULL, 0);
        SignedBallot[] memory one = new SignedBallot[](1);
        one[0] = SignedBallot(0, FULL, 0, Signing.sign(_drawnKeys(3)[0], digest));
        quittance.recordBallots(sheet.whole(), 0, _drawn(3), BallotBox.wire(one));
        one[0].signature = Signing.signCompact(_drawnKeys(3)[0], digest);
        VM.expectPartialRevert(bytes4(keccak256("Quittance_NoNewBallots(bytes32,uint256)")));
        quittance.recordBallots(sheet.whole(), 0, _drawn(3), BallotBox.wire(one));
    }

    /// @dev A rating in its other form is a second rating, which there is not.
    function test_OneRatingInTwoFormsCountsOnce() external {
        TermSheet memory sheet = _sheet();
        bytes32 id = _open(sheet);
        _judge(sheet, 0, FULL);
        bytes32 digest = Digests.rating(address(quittance), id, 5, 0);
        quittance.rate(sheet.whole(), BUYER, 5, 0, Signing.sign(BUYER_KEY, digest));
        VM.expectPartialRevert(bytes4(keccak256("Quittance_AlreadyRated(bytes32,address)")));
        quittance.rate(sheet.whole(), BUYER, 5, 0, Signing.signCompact(BUYER_KEY, digest));
    }
}
