// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev What policies make of categories: Payees.t.sol and AllowLists.t.sol.
contract TermsOptionsTest is DisputesBase {
    uint32 private constant CATEGORY = 0xca7e6047;

    function testFuzz_TheyAreTheLastOfTheConditions(
        uint32 category,
        bytes32 reference_,
        bool contestable
    ) external view {
        TermsFixture memory fixture = contestable ? _contestable() : _fixture();
        (fixture.category, fixture.reference_) = (category, reference_);
        bytes memory terms = fixture.whole();
        VM.assertEq(quittance.dealIdOf(terms), _dealId(fixture), "deal id");
        uint256 length = (category == 0 ? 0 : 4) + (reference_ == 0 ? 0 : 32);
        bytes memory tail = new bytes(length);
        for (uint256 i = 0; i < length; ++i) tail[i] = terms[terms.length - length + i];
        bytes memory expected = category == 0 ? bytes("") : abi.encodePacked(category);
        if (reference_ != 0) expected = abi.encodePacked(expected, reference_);
        VM.assertEq(tail, expected, "the last bytes");
    }

    function test_ItIsSigned() external {
        TermsFixture memory fixture = _named(_fixture());
        bytes memory buyers = _buyerSignature(fixture);
        bytes memory sellers = _sellerSignature(fixture);
        fixture.category += 1;
        bytes memory terms = fixture.whole();
        VM.expectRevert();
        quittance.open(terms, buyers, sellers);
        fixture.category -= 1;
        quittance.open(fixture.whole(), buyers, sellers);
        fixture.category += 1;
        terms = fixture.whole();
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(fixture)));
        VM.prank(BUYER);
        quittance.release(terms, 0, "");
    }

    function test_TheReferenceIsSigned() external {
        TermsFixture memory fixture = _named(_fixture());
        bytes32 unnamed = _dealId(fixture);
        fixture.reference_ = keccak256("an x402 request");
        bytes32 dealId = _open(fixture);
        VM.assertNotEq(dealId, unnamed, "another deal");
        bytes memory buyers = _buyerSignature(fixture);
        bytes memory sellers = _sellerSignature(fixture);
        fixture.reference_ = keccak256("another request");
        bytes memory terms = fixture.whole();
        VM.expectRevert();
        quittance.open(terms, buyers, sellers);
    }

    function test_BriefTerms() external {
        TermsFixture[2] memory fixtures = [_named(_fixture()), _named(_contestable())];
        for (uint256 i = 0; i < 2; ++i) {
            VM.assertEq(quittance.dealIdOf(fixtures[i].brief()), _dealId(fixtures[i]), "deal id");
            _open(fixtures[i]);
        }
        VM.prank(BUYER);
        quittance.release(fixtures[0].brief(), 0, "");
        VM.assertEq(_settled(_dealId(fixtures[0])), 1, "accepted");
    }

    function test_RevertWhen_TheBytesAreNotFour() external {
        TermsFixture[2] memory fixtures = [_named(_fixture()), _named(_contestable())];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory terms = fixtures[i].whole();
            uint256 whole = terms.length;
            uint256 brief = fixtures[i].brief().length;
            for (uint256 less = 1; less <= 4; ++less) _refuse(_first(terms, whole - less), whole, brief);
            _refuse(bytes.concat(terms, hex"00"), whole, brief);
        }
    }

    function test_RevertWhen_TheOptionsSayNothingOfIt() external {
        TermsFixture[2] memory fixtures = [_fixture(), _contestable()];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory terms = fixtures[i].whole();
            _refuse(bytes.concat(terms, bytes4(CATEGORY)), terms.length, fixtures[i].brief().length);
        }
    }

    function test_RevertWhen_TheDestinationsAreUnknown() external {
        uint8[3] memory wrong = [8, 24, 255];
        for (uint256 i = 0; i < 3; ++i) {
            TermsFixture memory fixture = _fixture();
            fixture.destinations = wrong[i];
            bytes memory terms = fixture.whole();
            bytes memory buyers = _buyerSignature(fixture);
            bytes memory sellers = _sellerSignature(fixture);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DestinationsUnknown.selector, uint256(wrong[i])));
            quittance.open(terms, buyers, sellers);
        }
    }

    function test_WalletsTradeUnderACategory() external {
        for (uint8 destinations = 0; destinations < 8; ++destinations) {
            TermsFixture memory fixture = _named(_fixture());
            (fixture.destinations, fixture.salt) = (destinations, destinations);
            VM.expectEmit(address(quittance));
            emit IDeals.DealOpened(_dealId(fixture), BUYER, SELLER, fixture.whole());
            _open(fixture);
            _judge(fixture, 0, FULL);
            VM.assertEq(_settled(_dealId(fixture)), 1, "settled");
        }
    }

    function _named(TermsFixture memory fixture) private pure returns (TermsFixture memory) {
        fixture.category = CATEGORY;
        return fixture;
    }

    function _refuse(bytes memory terms, uint256 whole, uint256 brief) private {
        VM.expectRevert(
            abi.encodeWithSelector(PackedTerms.Quittance_MalformedTerms.selector, terms.length, whole, brief)
        );
        quittance.dealIdOf(terms);
    }

    function _first(bytes memory whole, uint256 length) private pure returns (bytes memory cut) {
        cut = new bytes(length);
        for (uint256 i = 0; i < length; ++i) cut[i] = whole[i];
    }
}
