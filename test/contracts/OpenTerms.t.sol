// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {TermsWire} from "../../contracts/libraries/TermsWire.sol";
import {DealStage} from "./support/DealStage.sol";
import {Milestone, TermSheet} from "./support/TermSheet.sol";
import {VM} from "./support/Vm.sol";

contract OpenTermsTest is DealStage {
    uint32 private constant MIN = 10 minutes;
    uint32 private constant MAX = 30 days;

    // ---- form ----

    function test_RevertWhen_WireFormIsNotAsLongAsItsParts() external {
        bytes memory wire = _sheet().whole();
        uint256 parts = wire.length - 91;
        bytes[3] memory malformed = [_cut(wire, wire.length - 1), bytes.concat(wire, hex"00"), _cut(wire, parts)];
        for (uint256 i = 0; i < malformed.length; ++i) {
            VM.expectRevert(_malformed(malformed[i].length, parts + 91, parts + 32));
            quittance.open(malformed[i], "", "");
        }
    }

    function test_RevertWhen_WireFormIsEmpty() external {
        VM.expectPartialRevert(TermsWire.Quittance_MalformedTerms.selector);
        quittance.open("", "", "");
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermSheet memory sheet = _sheet();
        (bytes memory buyerSignature, bytes memory sellerSignature) = (_buyerSignature(sheet), _sellerSignature(sheet));
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.open(sheet.brief(), buyerSignature, sellerSignature);
    }

    function test_RevertWhen_RoutesHaveABitThatMeansNothing() external {
        TermSheet memory sheet = _sheet();
        for (uint8 bit = 4; bit < 8; ++bit) {
            sheet.routes = uint8(1) << bit;
            _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_RoutesUnknown.selector, uint256(sheet.routes)));
        }
    }

    function test_RevertWhen_AllRoutesAreTaken_AndAnotherRuleIsBroken_NamesTheOther() external {
        TermSheet memory sheet = _sheet();
        sheet.routes = 7;
        sheet.passMark = 0;
        _refuses(
            sheet,
            abi.encodeWithSelector(IDeals.Quittance_PayoutRuleInvalid.selector, uint256(0), uint256(sheet.gridStep))
        );
    }

    // ---- addresses ----

    function test_RevertWhen_AnAddressMayHoldNoMoney() external {
        address[3] memory barred = [address(0), address(usdc), address(quittance)];
        for (uint256 i = 0; i < 3; ++i) {
            TermSheet memory sheet = _sheetWithFees();
            sheet.buyer = barred[i];
            _refuses(sheet, _barred("buyer", barred[i]));
            sheet = _sheetWithFees();
            sheet.seller = barred[i];
            _refuses(sheet, _barred("seller", barred[i]));
            sheet = _sheetWithFees();
            sheet.marketplace = barred[i];
            _refuses(sheet, _barred("marketplace", barred[i]));
            sheet = _sheetWithFees();
            sheet.panelAccount = barred[i];
            _refuses(sheet, _barred("panelAccount", barred[i]));
            sheet = _sheetWithFees();
            sheet.panel = new address[](1);
            sheet.panel[0] = barred[i];
            _refuses(sheet, _barred("panel", barred[i]));
        }
    }

    function test_OpensWhen_PayeesWithoutAFeeAreZero() external {
        TermSheet memory sheet = _sheet();
        sheet.marketplace = address(0);
        sheet.panelAccount = address(0);
        _open(sheet);
    }

    function test_RevertWhen_BuyerAndSellerAreOne() external {
        TermSheet memory sheet = _sheet();
        sheet.seller = BUYER;
        _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_SameParties.selector, BUYER));
    }

    // ---- fees ----

    function test_MarketplaceFee_Bounds() external {
        TermSheet memory sheet = _sheetWithFees();
        sheet.marketplaceFee = 1_000;
        _open(sheet);
        sheet.marketplaceFee = 1_001;
        _refuses(
            sheet,
            abi.encodeWithSelector(IDeals.Quittance_MarketplaceFeeTooLarge.selector, uint256(1_001), uint256(1_000))
        );
    }

    function test_VerificationFee_Bounds() external {
        TermSheet memory sheet = _sheetWithFees();
        sheet.milestones[1].amount = 5e6;
        sheet.verificationFee = 5e6;
        _open(sheet);
        sheet.verificationFee = 5e6 + 1;
        _refuses(
            sheet,
            abi.encodeWithSelector(
                IDeals.Quittance_VerificationFeeTooLarge.selector,
                uint256(5e6 + 1),
                uint256(1),
                uint256(5e6)
            )
        );
    }

    // ---- rules ----

    function test_PayoutRule_Bounds() external {
        uint16[2][5] memory good = [
            [uint16(1), 0],
            [uint16(10_000), 0],
            [uint16(1), 1],
            [uint16(6_000), 10_000],
            [uint16(1), 625]
        ];
        TermSheet memory sheet = _sheet();
        for (uint256 i = 0; i < good.length; ++i) {
            (sheet.passMark, sheet.gridStep) = (good[i][0], good[i][1]);
            _open(sheet);
        }
        uint16[2][5] memory bad = [
            [uint16(0), 0],
            [uint16(10_001), 0],
            [uint16(1), 3],
            [uint16(1), 10_001],
            [uint16(1), 20_000]
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            (sheet.passMark, sheet.gridStep) = (bad[i][0], bad[i][1]);
            _refuses(
                sheet,
                abi.encodeWithSelector(
                    IDeals.Quittance_PayoutRuleInvalid.selector,
                    uint256(bad[i][0]),
                    uint256(bad[i][1])
                )
            );
        }
    }

    function test_SilencePayout_Bounds() external {
        TermSheet memory sheet = _sheet();
        sheet.silencePayout = 0;
        _open(sheet);
        sheet.silencePayout = 10_000;
        _open(sheet);
        sheet.silencePayout = 10_001;
        _refuses(
            sheet,
            abi.encodeWithSelector(IDeals.Quittance_SilencePayoutTooLarge.selector, uint256(10_001), uint256(10_000))
        );
    }

    function test_VerdictWindow_Bounds() external {
        TermSheet memory sheet = _sheet();
        uint32[4] memory good = [MIN, MIN + 1, MAX - 1, MAX];
        for (uint256 i = 0; i < good.length; ++i) {
            sheet.verdictWindow = good[i];
            _open(sheet);
        }
        uint32[4] memory bad = [uint32(0), MIN - 1, MAX + 1, type(uint32).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            sheet.verdictWindow = bad[i];
            _refuses(sheet, _window("verdictWindow", bad[i]));
        }
    }

    function test_ContestWindow_Bounds() external {
        TermSheet memory sheet = _sheet();
        uint32[5] memory good = [uint32(0), MIN, MIN + 1, MAX - 1, MAX];
        for (uint256 i = 0; i < good.length; ++i) {
            sheet.contestWindow = good[i];
            _open(sheet);
        }
        uint32[4] memory bad = [uint32(1), MIN - 1, MAX + 1, type(uint32).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            sheet.contestWindow = bad[i];
            _refuses(sheet, _window("contestWindow", bad[i]));
        }
    }

    // ---- panel ----

    function test_RevertWhen_PanelIsEvenOrTooLarge() external {
        uint256[4] memory sizes = [uint256(0), 2, 16, 17];
        TermSheet memory sheet = _sheet();
        for (uint256 i = 0; i < sizes.length; ++i) {
            sheet.panel = _panel(sizes[i]);
            _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_PanelSizeInvalid.selector, sizes[i], uint256(15)));
        }
    }

    function test_RevertWhen_JurorsDoNotAscend() external {
        TermSheet memory sheet = _sheet();
        (sheet.panel[1], sheet.panel[2]) = (sheet.panel[2], sheet.panel[1]);
        _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_PanelOutOfOrder.selector, uint256(2), sheet.panel[2]));
        sheet = _sheet();
        sheet.panel[1] = sheet.panel[0];
        _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_PanelOutOfOrder.selector, uint256(1), sheet.panel[0]));
    }

    function test_RevertWhen_AJurorIsAParty() external {
        TermSheet memory sheet = _sheet();
        sheet.panel = new address[](1);
        sheet.panel[0] = BUYER;
        _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_JurorIsParty.selector, uint256(0), BUYER));
        sheet.panel[0] = SELLER;
        _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_JurorIsParty.selector, uint256(0), SELLER));
    }

    // ---- milestones ----

    function test_RevertWhen_ThereAreNoOrTooManyMilestones() external {
        uint256[2] memory counts = [uint256(0), 33];
        TermSheet memory sheet = _sheet();
        for (uint256 i = 0; i < 2; ++i) {
            sheet.milestones = new Milestone[](counts[i]);
            for (uint256 j = 0; j < counts[i]; ++j) sheet.milestones[j] = Milestone(1, DEADLINE_0);
            _refuses(
                sheet,
                abi.encodeWithSelector(IDeals.Quittance_MilestoneCountOutOfRange.selector, counts[i], uint256(32))
            );
        }
    }

    function test_RevertWhen_AnAmountIsZero() external {
        TermSheet memory sheet = _sheet();
        sheet.milestones[2].amount = 0;
        _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_MilestoneAmountZero.selector, uint256(2)));
    }

    function test_Deadline_Bounds() external {
        TermSheet memory sheet = _sheet();
        uint40[3] memory bad = [NOW - 1, NOW, NOW + 730 days + 1];
        for (uint256 i = 0; i < 3; ++i) {
            sheet.milestones[1].deadline = bad[i];
            _refuses(
                sheet,
                abi.encodeWithSelector(
                    IDeals.Quittance_DeadlineOutOfRange.selector,
                    uint256(1),
                    uint256(bad[i]),
                    uint256(NOW) + 1,
                    uint256(NOW) + 730 days
                )
            );
        }
        sheet.milestones[1].deadline = NOW + 1;
        _open(sheet);
        sheet.milestones[1].deadline = NOW + 730 days;
        _open(sheet);
    }

    function test_RevertWhen_TotalNeedsMoreThan96Bits() external {
        TermSheet memory sheet = _sheet();
        sheet.milestones = new Milestone[](2);
        sheet.milestones[0] = Milestone(type(uint96).max - 3, DEADLINE_0);
        sheet.milestones[1] = Milestone(2, DEADLINE_1);
        sheet.verificationFee = 1;
        sheet.panelAccount = PANEL_ACCOUNT;
        _refuses(
            sheet,
            abi.encodeWithSelector(
                IDeals.Quittance_TotalTooLarge.selector,
                uint256(type(uint96).max) + 1,
                uint256(type(uint96).max)
            )
        );
    }

    /// @dev Both have signed; what refuses the terms is the contract.
    function _refuses(TermSheet memory sheet, bytes memory reason) private {
        (bytes memory buyerSignature, bytes memory sellerSignature) = (_buyerSignature(sheet), _sellerSignature(sheet));
        VM.expectRevert(reason);
        quittance.open(sheet.whole(), buyerSignature, sellerSignature);
    }

    function _barred(string memory field, address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDeals.Quittance_TermsAddressRefused.selector, field, account);
    }

    function _window(string memory field, uint256 window) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IDeals.Quittance_WindowOutOfRange.selector,
                field,
                window,
                uint256(MIN),
                uint256(MAX)
            );
    }

    function _malformed(uint256 length, uint256 whole, uint256 brief) private pure returns (bytes memory) {
        return abi.encodeWithSelector(TermsWire.Quittance_MalformedTerms.selector, length, whole, brief);
    }

    function _cut(bytes memory wire, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = wire[i];
    }
}
