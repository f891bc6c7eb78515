// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {TermsWire} from "../../../contracts/libraries/TermsWire.sol";
import {PoolMood} from "../../support/contracts/ScriptedPool.sol";
import {RecourseStage} from "../support/RecourseStage.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

contract OpenRecourseTest is RecourseStage {
    function test_OpensWithAndWithoutAnArbiter() external {
        TermSheet memory sheet = _contestable();
        VM.expectEmit(address(quittance));
        emit IDeals.DealOpened(_dealId(sheet), BUYER, SELLER, sheet.whole());
        _open(sheet);
        sheet = _withoutArbiter();
        VM.assertEq(_open(sheet), _dealId(sheet), "the id binds the recourse");
        VM.assertEq(quittance.dealIdOf(sheet.brief()), _dealId(sheet), "and so does the covenant's hash");
    }

    // ---- its length ----

    function test_RevertWhen_TheTailIsMissingOrUninvited() external {
        TermSheet memory sheet = _contestable();
        bytes memory without = bytes.concat(sheet.head(), sheet.judgement(), _cut(sheet.covenant(), 56));
        _requireMalformed(without, without.length + 56, without.length - 59);
        TermSheet memory plain = _sheet();
        bytes memory with_ = bytes.concat(plain.whole(), sheet.recourse());
        _requireMalformed(with_, with_.length - 56, with_.length - 115);
        bytes memory longer = bytes.concat(sheet.whole(), hex"00");
        _requireMalformed(longer, longer.length - 1, longer.length - 116);
        bytes memory shorter = bytes.concat(sheet.head(), sheet.judgement(), _cut(sheet.covenant(), 1));
        _requireMalformed(shorter, shorter.length + 1, shorter.length - 114);
    }

    // ---- the pool ----

    function test_RevertWhen_ThePoolMayNotJudge() external {
        address[5] memory unfit = [address(0), address(usdc), address(quittance), BUYER, SELLER];
        for (uint256 i = 0; i < unfit.length; ++i) {
            TermSheet memory sheet = _contestable();
            sheet.pool = unfit[i];
            _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_TermsAddressRefused.selector, "pool", unfit[i]));
        }
    }

    function test_RevertWhen_ThePoolDoesNotAnswerAsOne() external {
        TermSheet memory sheet = _contestable();
        bytes memory unusable = abi.encodeWithSelector(IDeals.Quittance_PoolUnusable.selector, address(pool));
        pool.setFeeMood(PoolMood.Reverts);
        _refuses(sheet, unusable);
        pool.setFeeMood(PoolMood.SaysNothing);
        _refuses(sheet, unusable);
        pool.setFeeMood(PoolMood.WritesState);
        _refuses(sheet, unusable);
        pool.setFeeMood(PoolMood.SaysGarbage);
        pool.setGarbage(hex"01");
        _refuses(sheet, unusable);
        pool.setGarbage(abi.encode(uint256(1 << 96)));
        _refuses(sheet, unusable);
        pool.setFeeMood(PoolMood.Answers);
        sheet.pool = STRANGER;
        _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_PoolUnusable.selector, STRANGER));
    }

    // ---- the bond ----

    function test_BondCoversTheLargestPanel() external {
        uint256[3] memory panels = [uint256(1), 3, 15];
        for (uint256 i = 0; i < panels.length; ++i) {
            TermSheet memory sheet = _contestable();
            sheet.panel = _panel(panels[i]);
            uint256 least = 1e6 * (2 * panels[i] + 1);
            sheet.bond = uint96(least - 1);
            _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_BondTooSmall.selector, least - 1, least));
            sheet.bond = uint96(least);
            _open(sheet);
        }
    }

    function test_BondOfZero_OnlyForAPoolThatAsksNothing() external {
        TermSheet memory sheet = _contestable();
        sheet.bond = 0;
        _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_BondTooSmall.selector, uint256(0), uint256(7e6)));
        pool.setSeatFee(0);
        _open(sheet);
    }

    function test_BondOfTheLargestFee() external {
        pool.setSeatFee(type(uint96).max);
        TermSheet memory sheet = _contestable();
        sheet.bond = type(uint96).max;
        _refuses(
            sheet,
            abi.encodeWithSelector(
                IDeals.Quittance_BondTooSmall.selector,
                uint256(type(uint96).max),
                uint256(type(uint96).max) * 7
            )
        );
        pool.setSeatFee(type(uint96).max / 7);
        _open(sheet);
    }

    /// @dev A pool that raises its fee afterwards changes nothing for deals that are open.
    function test_AFeeRaisedLaterBindsNobody() external {
        TermSheet memory sheet = _contestable();
        _stand(sheet, FULL);
        pool.setSeatFee(1_000e6);
        _contest(sheet, BUYER, FULL);
        _draw(sheet, 3);
    }

    // ---- the arbiter ----

    function test_RevertWhen_TheArbiterMayNotJudge() external {
        address[4] memory unfit = [address(usdc), address(quittance), BUYER, SELLER];
        for (uint256 i = 0; i < unfit.length; ++i) {
            TermSheet memory sheet = _contestable();
            sheet.arbiter = unfit[i];
            _refuses(sheet, abi.encodeWithSelector(IDeals.Quittance_TermsAddressRefused.selector, "arbiter", unfit[i]));
        }
    }

    function test_RulingWindowBounds() external {
        TermSheet memory sheet = _contestable();
        uint32[4] memory bad = [uint32(0), 10 minutes - 1, 30 days + 1, type(uint32).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            sheet.rulingWindow = bad[i];
            _refuses(sheet, _window(bad[i], 10 minutes, 30 days));
        }
        uint32[2] memory good = [uint32(10 minutes), 30 days];
        for (uint256 i = 0; i < good.length; ++i) {
            sheet.rulingWindow = good[i];
            _open(sheet);
        }
        sheet = _withoutArbiter();
        uint32[2] memory uninvited = [uint32(1), 1 days];
        for (uint256 i = 0; i < uninvited.length; ++i) {
            sheet.rulingWindow = uninvited[i];
            _refuses(sheet, _window(uninvited[i], 0, 0));
        }
    }

    /// @dev Every byte of the recourse is under both signatures.
    function test_EveryByteOfTheTailIsSigned() external {
        TermSheet memory sheet = _contestable();
        bytes memory payment = _buyerSignature(sheet);
        bytes memory consent = _sellerSignature(sheet);
        bytes memory wire = sheet.whole();
        for (uint256 i = wire.length - 56; i < wire.length; ++i) {
            bytes memory changed = bytes.concat(wire);
            changed[i] = bytes1(uint8(changed[i]) ^ 1);
            (bool opened, ) = address(quittance).call(abi.encodeCall(IDeals.open, (changed, payment, consent)));
            VM.assertFalse(opened, "changed terms were opened");
        }
        quittance.open(wire, payment, consent);
    }

    function _refuses(TermSheet memory sheet, bytes memory reason) private {
        bytes memory payment = _buyerSignature(sheet);
        bytes memory consent = _sellerSignature(sheet);
        VM.expectRevert(reason);
        quittance.open(sheet.whole(), payment, consent);
    }

    function _requireMalformed(bytes memory wire, uint256 whole, uint256 brief) private {
        VM.expectRevert(abi.encodeWithSelector(TermsWire.Quittance_MalformedTerms.selector, wire.length, whole, brief));
        quittance.open(wire, "", "");
    }

    function _window(uint256 window, uint256 least, uint256 most) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDeals.Quittance_WindowOutOfRange.selector, "rulingWindow", window, least, most);
    }

    function _cut(bytes memory whole, uint256 off) private pure returns (bytes memory part) {
        part = new bytes(whole.length - off);
        for (uint256 i = 0; i < part.length; ++i) part[i] = whole[i];
    }
}
