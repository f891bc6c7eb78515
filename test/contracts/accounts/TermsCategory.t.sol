// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {TermsWire} from "../../../contracts/libraries/TermsWire.sol";
import {RecourseStage} from "../support/RecourseStage.sol";
import {TermSheet, TermSheets} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @dev What policies make of categories: Payees.t.sol and AllowLists.t.sol.
contract TermsCategoryTest is RecourseStage {
    uint32 private constant CATEGORY = 0xca7e6047;

    function testFuzz_ItIsTheLastOfTheCovenant(uint32 category, bool contestable, uint8 routes) external view {
        TermSheet memory sheet = contestable ? _contestable() : _sheet();
        sheet.routes = routes & 15;
        sheet.category = category;
        bytes memory terms = sheet.whole();
        VM.assertEq(quittance.dealIdOf(terms), _dealId(sheet), "deal id");
        if (sheet.routes & TermSheets.CATEGORY == 0) return;
        uint32 tail;
        for (uint256 i = 0; i < 4; ++i) tail = (tail << 8) | uint8(terms[terms.length - 4 + i]);
        VM.assertEq(tail, category, "the last four bytes");
    }

    function test_ItIsSigned() external {
        TermSheet memory sheet = _named(_sheet());
        bytes memory buyers = _buyerSignature(sheet);
        bytes memory sellers = _sellerSignature(sheet);
        sheet.category += 1;
        bytes memory terms = sheet.whole();
        VM.expectRevert();
        quittance.open(terms, buyers, sellers);
        sheet.category -= 1;
        quittance.open(sheet.whole(), buyers, sellers);
        sheet.category += 1;
        terms = sheet.whole();
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(sheet)));
        VM.prank(BUYER);
        quittance.accept(terms, 0, "");
    }

    function test_BriefTerms() external {
        TermSheet[2] memory sheets = [_named(_sheet()), _named(_contestable())];
        for (uint256 i = 0; i < 2; ++i) {
            VM.assertEq(quittance.dealIdOf(sheets[i].brief()), _dealId(sheets[i]), "deal id");
            _open(sheets[i]);
        }
        VM.prank(BUYER);
        quittance.accept(sheets[0].brief(), 0, "");
        VM.assertEq(_settled(_dealId(sheets[0])), 1, "accepted");
    }

    function test_RevertWhen_TheBytesAreNotFour() external {
        TermSheet[2] memory sheets = [_named(_sheet()), _named(_contestable())];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory terms = sheets[i].whole();
            uint256 whole = terms.length;
            uint256 brief = sheets[i].brief().length;
            for (uint256 less = 1; less <= 4; ++less) _refuse(_first(terms, whole - less), whole, brief);
            _refuse(bytes.concat(terms, hex"00"), whole, brief);
        }
    }

    function test_RevertWhen_TheRoutesSayNothingOfIt() external {
        TermSheet[2] memory sheets = [_sheet(), _contestable()];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory terms = sheets[i].whole();
            _refuse(bytes.concat(terms, bytes4(CATEGORY)), terms.length, sheets[i].brief().length);
        }
    }

    function test_RevertWhen_TheRoutesAreUnknown() external {
        uint8[3] memory wrong = [16, 24, 255];
        for (uint256 i = 0; i < 3; ++i) {
            TermSheet memory sheet = _sheet();
            sheet.routes = wrong[i];
            bytes memory terms = sheet.whole();
            bytes memory buyers = _buyerSignature(sheet);
            bytes memory sellers = _sellerSignature(sheet);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_RoutesUnknown.selector, uint256(wrong[i])));
            quittance.open(terms, buyers, sellers);
        }
    }

    function test_WalletsTradeUnderACategory() external {
        for (uint8 routes = 8; routes < 16; ++routes) {
            TermSheet memory sheet = _named(_sheet());
            (sheet.routes, sheet.salt) = (routes, routes);
            VM.expectEmit(address(quittance));
            emit IDeals.DealOpened(_dealId(sheet), BUYER, SELLER, sheet.whole());
            _open(sheet);
            _judge(sheet, 0, FULL);
            VM.assertEq(_settled(_dealId(sheet)), 1, "settled");
        }
    }

    function _named(TermSheet memory sheet) private pure returns (TermSheet memory) {
        sheet.routes |= TermSheets.CATEGORY;
        sheet.category = CATEGORY;
        return sheet;
    }

    function _refuse(bytes memory terms, uint256 whole, uint256 brief) private {
        VM.expectRevert(
            abi.encodeWithSelector(TermsWire.Quittance_MalformedTerms.selector, terms.length, whole, brief)
        );
        quittance.dealIdOf(terms);
    }

    function _first(bytes memory whole, uint256 length) private pure returns (bytes memory cut) {
        cut = new bytes(length);
        for (uint256 i = 0; i < length; ++i) cut[i] = whole[i];
    }
}
