// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IOpenBatches} from "../../../contracts/interfaces/IOpenBatches.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {OpeningItems} from "../support/OpeningItems.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";
import {OpeningBase} from "./OpeningBase.sol";

contract OpenBatchTest is OpeningBase {
    function test_OpensAsTheSinglesDo() external {
        for (uint256 count = 1; count < 6; ++count) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture[] memory terms = _terms(count);
            for (uint256 i = 0; i < count; ++i) _open(terms[i]);
            bytes32 singles = _facts(terms);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
            for (uint256 i = 0; i < count; ++i) {
                VM.expectEmit(address(quittance));
                emit IDeals.DealOpened(_dealId(terms[i]), BUYER, SELLER, terms[i].whole());
            }
            quittance.openBatch(_items(terms), _signed(terms, BUYER_KEY), true);
            VM.assertEq(_facts(terms), singles, "as the singles leave it");
            VM.assertEq(quittance.balanceOf(BUYER), uint96((10 - count) * TOTAL), "paid");
            VM.revertToState(snapshot);
        }
    }

    function test_RefusesOneByOne() external {
        TermsFixture[] memory terms = _terms(5);
        terms[1].milestones[0].amount = 20 * TOTAL; // more than the balance
        terms[2].openBy = NOW;
        terms[3].passingScore = 0;
        _open(terms[4]);
        OpeningGroup[] memory items = _items(terms);
        uint96 needed = 20 * TOTAL + AMOUNT_1 + AMOUNT_2;
        _expectRefusal(
            1,
            abi.encodeWithSelector(ILedger.Quittance_InsufficientBalance.selector, BUYER, 8 * TOTAL, needed)
        );
        _expectRefusal(2, abi.encodeWithSelector(IDeals.Quittance_OpeningExpired.selector, uint256(NOW), uint256(NOW)));
        _expectRefusal(3, abi.encodeWithSelector(IDeals.Quittance_PayoutRuleInvalid.selector, uint256(0), uint256(0)));
        _expectRefusal(4, abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _dealId(terms[4])));
        quittance.openBatch(items, _signed(terms, BUYER_KEY), false);
        VM.assertEq(_unsettled(_dealId(terms[0])), TOTAL, "opened");
        VM.assertEq(quittance.balanceOf(BUYER), 8 * TOTAL, "one was paid here, and one before");
    }

    function test_RefusesWhatTheSellerDidNotSign() external {
        TermsFixture[] memory terms = _terms(2);
        OpeningGroup[] memory items = _items(terms);
        items[0].signatures = items[1].signatures;
        _expectRefusal(
            0,
            abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, _dealId(terms[0]))
        );
        quittance.openBatch(items, _signed(terms, BUYER_KEY), false);
        VM.assertEq(_unsettled(_dealId(terms[1])), TOTAL, "the other one");
    }

    function test_TakesAPartOfALargerBatch() external {
        TermsFixture[] memory all = _terms(4);
        bytes32[] memory leaves = _leaves(all);
        bytes memory signature = Signing.signCompact(BUYER_KEY, Digests.termsTree(address(quittance), leaves));
        // One alone, and the second half.
        TermsFixture[] memory one = new TermsFixture[](1);
        one[0] = all[1];
        bytes32 half = Digests.listHash(leaves, 2, 4);
        bytes memory proof = abi.encodePacked(uint8(2), uint8(1), leaves[0], half, signature);
        proof[1] = 0x02;
        VM.expectPartialRevert(IOpenBatches.Quittance_InvalidTermsBatch.selector);
        quittance.openBatch(_items(one), proof, true);
        proof[1] = 0x01;
        quittance.openBatch(_items(one), proof, true);
        VM.assertEq(_unsettled(_dealId(all[1])), TOTAL, "one alone");
        TermsFixture[] memory two = new TermsFixture[](2);
        (two[0], two[1]) = (all[2], all[3]);
        half = Digests.listHash(leaves, 0, 2);
        quittance.openBatch(_items(two), abi.encodePacked(uint8(1), uint8(1), half, signature), true);
        VM.assertEq(quittance.balanceOf(BUYER), 7 * TOTAL, "three of four");
    }

    function test_AFrontRunPaymentDoesNotSinkTheRest() external {
        TermsFixture[] memory terms = _terms(3);
        OpeningGroup[] memory items = _items(terms);
        for (uint256 i = 0; i < 3; ++i) {
            terms[i].destinations = 0;
            items[i] = OpeningItems.alone(terms[i].whole(), _buyerSignature(terms[i]), _sellerSignature(terms[i]));
        }
        _open(terms[1]); // somebody was faster
        _expectRefusal(1, abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _dealId(terms[1])));
        quittance.openBatch(items, "", false);
        for (uint256 i = 0; i < 3; ++i) VM.assertEq(_unsettled(_dealId(terms[i])), TOTAL, "open");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - 3 * TOTAL, "paid once each");
    }

    function test_TheBuyerCallsItself() external {
        TermsFixture[] memory terms = _terms(2);
        VM.prank(BUYER);
        quittance.openBatch(_items(terms), "", true);
        VM.assertEq(quittance.balanceOf(BUYER), 8 * TOTAL, "both are paid");
    }

    function test_RevertWhen_TheSignatureIsForOtherTerms() external {
        TermsFixture[] memory terms = _terms(2);
        OpeningGroup[] memory items = _items(terms);
        bytes memory signature = _signed(terms, BUYER_KEY);
        bytes memory strangers = _signed(terms, STRANGER_KEY);
        VM.expectPartialRevert(IOpenBatches.Quittance_InvalidTermsBatch.selector);
        quittance.openBatch(items, strangers, false);
        (items[0], items[1]) = (items[1], items[0]);
        VM.expectPartialRevert(IOpenBatches.Quittance_InvalidTermsBatch.selector);
        quittance.openBatch(items, signature, false);
        // A ballot's tree with the same root is of another type.
        bytes memory ballots = abi.encodePacked(
            uint16(0),
            Signing.sign(BUYER_KEY, Digests.ballotTree(address(quittance), _leaves(terms)))
        );
        (items[0], items[1]) = (items[1], items[0]);
        VM.expectPartialRevert(IOpenBatches.Quittance_InvalidTermsBatch.selector);
        quittance.openBatch(items, ballots, false);
        quittance.openBatch(items, signature, true);
    }

    /// @dev The first buyer's signature of the batch takes no money of another one.
    function test_AnotherBuyersDealNeedsItsSignature() external {
        _fundLedger(STRANGER, TOTAL);
        TermsFixture[] memory terms = _terms(2);
        terms[1].buyer = STRANGER;
        OpeningGroup[] memory items = _items(terms);
        _expectRefusal(
            1,
            abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, STRANGER, _dealId(terms[1]))
        );
        quittance.openBatch(items, _signed(terms, BUYER_KEY), false);
        VM.assertEq(quittance.balanceOf(STRANGER), TOTAL, "untouched");
        items[1].signatures = OpeningItems.both(
            Signing.sign(STRANGER_KEY, _dealId(terms[1])),
            _sellerSignature(terms[1])
        );
        quittance.openBatch(items, _signed(terms, BUYER_KEY), false);
        VM.assertEq(quittance.balanceOf(STRANGER), 0, "by its own signature");
    }

    /// @dev Whatever lies between them, deals of the batch are debited before anything else can spend the balance.
    function test_TheBalanceIsSpentOnce() external {
        for (uint256 between = 0; between < 3; ++between) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture[] memory terms = _terms(3);
            for (uint256 i = 0; i < 3; ++i) terms[i].milestones[0].amount = 4 * TOTAL - AMOUNT_1 - AMOUNT_2;
            OpeningGroup[] memory items = _items(terms);
            bytes memory own = Signing.sign(BUYER_KEY, _dealId(terms[between]));
            items[between].signatures = OpeningItems.both(own, _sellerSignature(terms[between]));
            _expectRefusal(
                2,
                abi.encodeWithSelector(
                    ILedger.Quittance_InsufficientBalance.selector,
                    BUYER,
                    uint256(2 * TOTAL),
                    uint256(4 * TOTAL)
                )
            );
            quittance.openBatch(items, _signed(terms, BUYER_KEY), false);
            VM.assertEq(quittance.balanceOf(BUYER), 2 * TOTAL, "what two of them leave");
            VM.assertEq(_unsettled(_dealId(terms[0])), 4 * TOTAL, "opened");
            VM.assertEq(_unsettled(_dealId(terms[2])), 0, "not opened");
            VM.revertToState(snapshot);
        }
    }

    function test_AWalletPaysByItsOwnSignature() external {
        TermsFixture[] memory terms = _terms(2);
        terms[1].destinations = 0;
        quittance.openBatch(_items(terms), _signed(terms, BUYER_KEY), false);
        VM.assertEq(_unsettled(_dealId(terms[0])), TOTAL, "from the balance");
        VM.assertEq(_unsettled(_dealId(terms[1])), 0, "not from the wallet");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "untouched");
    }

    function test_RevertWhen_OneOfAllIsRefused() external {
        TermsFixture[] memory terms = _terms(3);
        _open(terms[2]);
        OpeningGroup[] memory items = _items(terms);
        bytes memory signature = _signed(terms, BUYER_KEY);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _dealId(terms[2])));
        quittance.openBatch(items, signature, true);
        VM.assertEq(quittance.balanceOf(BUYER), 9 * TOTAL, "nothing was paid");
    }

    function test_RevertWhen_TheBatchIsMalformed() external {
        VM.expectRevert(abi.encodeWithSelector(IItems.Quittance_NotForBatches.selector, bytes4(0)));
        quittance.openBatch(new OpeningGroup[](0), "", false);
        OpeningGroup[] memory items = _items(_terms(2));
        VM.expectRevert(abi.encodeWithSelector(IItems.Quittance_MalformedGroup.selector, uint256(1), uint256(2)));
        quittance.openBatch(items, hex"00", false);
        VM.expectRevert(abi.encodeWithSelector(IItems.Quittance_MalformedGroup.selector, uint256(3), uint256(34)));
        quittance.openBatch(items, hex"010000", false);
    }

    function test_RevertWhen_AStrangerAgreesForTheBuyer() external {
        TermsFixture memory terms = _terms(1)[0];
        bytes memory call = abi.encodeWithSignature(
            "openAgreed(bytes32,uint256,bytes,bytes)",
            _dealId(terms),
            FUNDS,
            terms.whole(),
            _sellerSignature(terms)
        );
        (bool done, ) = address(quittance).call(call);
        VM.assertFalse(done, "there is no such function");
        bytes memory reason;
        (done, reason) = quittance.companions().panels.call(bytes.concat(call, bytes32(0)));
        VM.assertFalse(done, "at its own address no buyer pays");
        VM.assertEq(reason, abi.encodeWithSelector(IItems.Quittance_NotForBatches.selector, bytes4(call)), "why");
        VM.assertEq(_unsettled(_dealId(terms)), 0, "nothing was opened");
    }
}
