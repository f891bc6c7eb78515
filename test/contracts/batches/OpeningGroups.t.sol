// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IOpenBatches} from "../../../contracts/interfaces/IOpenBatches.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {Digests} from "../support/Digests.sol";
import {OpeningItems} from "../support/OpeningItems.sol";
import {Signing} from "../support/Signing.sol";
import {Milestone, TermsFixture} from "../support/TermsFixture.sol";
import {BUYERS, EACH_SCORE, OPENINGS, REFERENCES, SALTS, SCHEDULES, SELLERS, Varying} from "../support/Varying.sol";
import {VM} from "../support/Vm.sol";
import {OpeningBase} from "./OpeningBase.sol";

contract OpeningGroupsTest is OpeningBase {
    uint256 private constant OTHER_KEY = 0x07e5;
    address private immutable OTHER = VM.addr(OTHER_KEY);

    /// @dev Terms of every form; salts differ, or the deals would be one. Any other fields do, or do not.
    function testFuzz_ItemsOpenOnTheirOwnTerms(uint256 seed, uint8 which, uint8 count) external {
        uint8 varies = (which & ~EACH_SCORE) | SALTS;
        TermsFixture[] memory terms = new TermsFixture[](1 + (count % 5));
        TermsFixture memory form = _formOf(seed);
        if (varies & REFERENCES != 0) form.reference_ = "reference";
        for (uint256 i = 0; i < terms.length; ++i) {
            terms[i] = _differing(form, varies, uint256(keccak256(abi.encode(seed, i))));
        }
        _fundLedger(STRANGER, 10 * TOTAL);
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < terms.length; ++i)
            quittance.open(terms[i].whole(), _byBuyer(terms[i]), _bySeller(terms[i]));
        bytes32 singles = _facts(terms);
        VM.revertToState(snapshot);
        for (uint256 i = 0; i < terms.length; ++i) {
            VM.expectEmit(address(quittance));
            emit IDeals.DealOpened(_dealId(terms[i]), terms[i].buyer, terms[i].seller, terms[i].whole());
        }
        // The buyer of the first deal signs the batch, the other one each of its deals.
        uint256 key = terms[0].buyer == BUYER ? BUYER_KEY : STRANGER_KEY;
        quittance.openBatch(_groupOf(terms, varies), _signed(terms, key), true);
        VM.assertEq(_facts(terms), singles, "as the singles leave it");
    }

    function test_SeveralGroupsAreOneBatch() external {
        TermsFixture[] memory all = _terms(5);
        for (uint256 i = 3; i < 5; ++i) all[i].payoutStep = 500;
        _open(all[4]);
        TermsFixture[] memory first = new TermsFixture[](3);
        (first[0], first[1], first[2]) = (all[0], all[1], all[2]);
        TermsFixture[] memory second = new TermsFixture[](2);
        (second[0], second[1]) = (all[3], all[4]);
        OpeningGroup[] memory groups = new OpeningGroup[](2);
        groups[0] = _groupOf(first, SALTS)[0];
        groups[1] = _groupOf(second, SALTS)[0];
        _expectRefusal(4, abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _dealId(all[4])));
        quittance.openBatch(groups, _signed(all, BUYER_KEY), false);
        for (uint256 i = 0; i < 4; ++i) VM.assertEq(_unsettled(_dealId(all[i])), TOTAL, "open");
        VM.assertEq(quittance.balanceOf(BUYER), 5 * TOTAL, "five of ten");
    }

    function test_OwnSignaturesWithinAGroup() external {
        _fundLedger(STRANGER, TOTAL);
        TermsFixture[] memory terms = _terms(4);
        terms[1].buyer = STRANGER;
        terms[3].buyer = STRANGER;
        bytes[] memory signatures = new bytes[](4);
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory own = i == 1 ? Signing.sign(STRANGER_KEY, _dealId(terms[1])) : bytes("");
            signatures[i] = OpeningItems.both(own, _sellerSignature(terms[i]));
        }
        OpeningGroup[] memory groups = new OpeningGroup[](1);
        groups[0] = OpeningItems.shared(terms, BUYERS | SALTS, signatures);
        _expectRefusal(
            3,
            abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, STRANGER, _dealId(terms[3]))
        );
        quittance.openBatch(groups, _signed(terms, BUYER_KEY), false);
        VM.assertEq(quittance.balanceOf(STRANGER), 0, "paid for its own");
        VM.assertEq(quittance.balanceOf(BUYER), 8 * TOTAL, "paid for two");
    }

    function test_AReferenceOfZeroIsRefused() external {
        TermsFixture[] memory terms = _terms(2);
        for (uint256 i = 0; i < 2; ++i) terms[i].reference_ = bytes32(uint256(1 + i));
        bytes memory signature = _signed(terms, BUYER_KEY);
        OpeningGroup[] memory groups = _groupOf(terms, SALTS | REFERENCES);
        // The buyer signed terms without a reference, which say the same as a reference of zero would.
        terms[1].reference_ = 0;
        signature = _signed(terms, BUYER_KEY);
        groups[0].items = abi.encodePacked(
            SALTS | REFERENCES,
            Varying.pack(terms[0], SALTS | REFERENCES),
            Varying.pack(terms[1], SALTS | REFERENCES)
        );
        groups[0].signatures = bytes.concat(
            OpeningItems.both("", _sellerSignature(terms[0])),
            OpeningItems.both("", _sellerSignature(terms[1]))
        );
        _expectRefusal(1, abi.encodeWithSelector(PackedTerms.Quittance_OptionsInvalid.selector, uint256(2)));
        quittance.openBatch(groups, signature, false);
        VM.assertEq(_unsettled(_dealId(terms[0])), TOTAL, "the first one");
        VM.assertEq(_unsettled(_dealId(terms[1])), 0, "not on terms with another packed form");
    }

    function test_RevertWhen_TheGroupIsMalformed() external {
        TermsFixture[] memory terms = _terms(2);
        bytes memory signature = _signed(terms, BUYER_KEY);
        OpeningGroup memory group = _groupOf(terms, SALTS)[0];
        _expectMalformed(0, 1);
        _openOne(OpeningGroup(group.terms, "", group.signatures), signature);
        _expectMalformed(1, 9);
        _openOne(OpeningGroup(group.terms, abi.encodePacked(SALTS), group.signatures), signature);
        _expectMalformed(16, 9);
        _openOne(OpeningGroup(group.terms, _cut(group.items, 1), group.signatures), signature);
        _expectMalformed(18, 17);
        _openOne(OpeningGroup(group.terms, bytes.concat(group.items, hex"00"), group.signatures), signature);
        _expectMalformed(2, 1);
        _openOne(OpeningGroup(group.terms, hex"0000", group.signatures), signature);
        uint256 length = group.signatures.length;
        _expectMalformed(length - 1, length);
        _openOne(OpeningGroup(group.terms, group.items, _cut(group.signatures, 1)), signature);
        _expectMalformed(length + 1, length);
        _openOne(OpeningGroup(group.terms, group.items, bytes.concat(group.signatures, hex"00")), signature);
        _expectMalformed(0, 2);
        _openOne(OpeningGroup(group.terms, group.items, ""), signature);
        _openOne(group, signature);
        VM.assertEq(quittance.balanceOf(BUYER), 8 * TOTAL, "what is whole opens");
    }

    function test_RevertWhen_TheTermsAreMalformed() external {
        TermsFixture[] memory terms = _terms(2);
        OpeningGroup memory group = _groupOf(terms, SALTS)[0];
        bytes memory whole = group.terms;
        for (uint256 longer = 0; longer < 2; ++longer) {
            group.terms = longer == 1 ? bytes.concat(whole, hex"00") : _cut(whole, 1);
            for (uint256 signs = 0; signs < 2; ++signs) {
                bytes memory signature = signs == 1 ? _signed(terms, BUYER_KEY) : bytes("");
                VM.expectPartialRevert(PackedTerms.Quittance_MalformedTerms.selector);
                _openOne(group, signature);
            }
        }
        // An item that shares its terms with no other is refused by itself.
        OpeningGroup[] memory alone = _items(terms);
        alone[0].terms = _cut(alone[0].terms, 1);
        VM.prank(BUYER);
        quittance.openBatch(alone, "", false);
        VM.assertEq(quittance.balanceOf(BUYER), 9 * TOTAL, "the other one opens");
    }

    function test_RevertWhen_AReferenceHasNoPlace() external {
        TermsFixture[] memory terms = _terms(2);
        OpeningGroup memory group = _groupOf(terms, SALTS | REFERENCES)[0];
        bytes memory reason = abi.encodeWithSelector(PackedTerms.Quittance_OptionsInvalid.selector, uint256(0));
        bytes memory signature = _signed(terms, BUYER_KEY);
        VM.expectRevert(reason);
        _openOne(group, signature);
        VM.expectRevert(reason);
        _openOne(group, "");
    }

    function test_RevertWhen_BriefTermsHaveNoPlace() external {
        TermsFixture[] memory terms = _terms(2);
        OpeningGroup memory group = _groupOf(terms, SALTS)[0];
        group.terms = terms[0].brief();
        bytes memory signature = _signed(terms, BUYER_KEY);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        _openOne(group, signature);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        _openOne(group, "");
    }

    /// @dev Runs the code of the companion on the storage of this test, as only the money contract does on its own.
    function test_RevertWhen_TheTermsAreNotThoseOfTheId() external {
        TermsFixture[] memory terms = _terms(2);
        bytes memory call = abi.encodeWithSignature(
            "openAgreed(bytes32,uint256,bytes,bytes)",
            _dealId(terms[1]),
            uint256(TOTAL),
            terms[0].whole(),
            _sellerSignature(terms[0])
        );
        bytes32 separator = Digests.domainSeparator("Quittance", "1", address(quittance));
        (bool done, bytes memory reason) = quittance.companions().panels.delegatecall(bytes.concat(call, separator));
        VM.assertFalse(done, "other terms");
        bytes32 id = _dealId(terms[0]);
        VM.assertEq(
            reason,
            abi.encodeWithSelector(IOpenBatches.Quittance_InvalidTermsBatch.selector, BUYER, id),
            "why"
        );
    }

    // ---- making ----

    /// @return form With one milestone up to 32, one juror up to seven, and with and without each part that only some terms
    /// have.
    function _formOf(uint256 seed) private view returns (TermsFixture memory form) {
        form = seed & 1 == 0 ? _fixture() : _fixtureWithFees();
        form.destinations = 1 | (uint8(seed >> 1) & 6);
        form.milestones = _milestones(1 + ((seed >> 4) % 32), seed);
        form.panel = _panel(1 + 2 * ((seed >> 12) % 4));
        if (seed & (1 << 20) != 0) form.contestWindow = 2 hours;
        if (seed & (1 << 21) != 0) form.category = uint32(seed >> 32) | 1;
        if (seed & (1 << 22) != 0) form.reference_ = keccak256(abi.encode(seed));
    }

    /// @return milestones Of 10 USDC at most together with their fees, so that no balance is too small.
    function _milestones(uint256 count, uint256 word) private pure returns (Milestone[] memory milestones) {
        milestones = new Milestone[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 own = uint256(keccak256(abi.encode(word, i)));
            milestones[i] = Milestone(uint96(1e6 + (own % 1e6)), DEADLINE_0 + uint40((own >> 216) % 1 days));
        }
    }

    function _differing(
        TermsFixture memory form,
        uint8 varies,
        uint256 word
    ) private view returns (TermsFixture memory terms) {
        terms = Varying.differing(form, varies, word);
        if (varies & BUYERS != 0) terms.buyer = word & 1 == 0 ? BUYER : STRANGER;
        if (varies & SCHEDULES != 0) terms.milestones = _milestones(form.milestones.length, word);
        if (varies & SELLERS != 0) terms.seller = word & 2 == 0 ? SELLER : OTHER;
        if (varies & OPENINGS != 0) terms.openBy |= 1 << 39;
    }

    function _byBuyer(TermsFixture memory terms) private view returns (bytes memory) {
        return Signing.sign(terms.buyer == BUYER ? BUYER_KEY : STRANGER_KEY, _dealId(terms));
    }

    function _bySeller(TermsFixture memory terms) private view returns (bytes memory) {
        return terms.seller == OTHER ? Signing.sign(OTHER_KEY, _dealId(terms)) : _sellerSignature(terms);
    }

    /// @return groups One of all deals. Those of the first buyer have no signature of their own.
    function _groupOf(TermsFixture[] memory terms, uint8 varies) private view returns (OpeningGroup[] memory groups) {
        bytes[] memory signatures = new bytes[](terms.length);
        for (uint256 i = 0; i < terms.length; ++i) {
            bytes memory own = terms[i].buyer == terms[0].buyer ? bytes("") : _byBuyer(terms[i]);
            signatures[i] = OpeningItems.both(own, _bySeller(terms[i]));
        }
        groups = new OpeningGroup[](1);
        groups[0] = OpeningItems.shared(terms, varies, signatures);
    }

    function _openOne(OpeningGroup memory group, bytes memory signature) private {
        OpeningGroup[] memory groups = new OpeningGroup[](1);
        groups[0] = group;
        quittance.openBatch(groups, signature, false);
    }

    function _expectMalformed(uint256 length, uint256 expected) private {
        VM.expectRevert(abi.encodeWithSelector(IItems.Quittance_MalformedGroup.selector, length, expected));
    }

    function _cut(bytes memory whole, uint256 by) private pure returns (bytes memory shorter) {
        shorter = new bytes(whole.length - by);
        for (uint256 i = 0; i < shorter.length; ++i) shorter[i] = whole[i];
    }
}
