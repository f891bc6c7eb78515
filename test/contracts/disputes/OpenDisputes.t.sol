// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {PoolMood} from "../../support/contracts/ScriptedPool.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract OpenDisputesTest is DisputesBase {
    function test_OpensWithAndWithoutAnArbiter() external {
        TermsFixture memory fixture = _contestable();
        VM.expectEmit(address(quittance));
        emit IDeals.DealOpened(_dealId(fixture), BUYER, SELLER, fixture.whole());
        _open(fixture);
        fixture = _withoutArbiter();
        VM.assertEq(_open(fixture), _dealId(fixture), "the id binds the dispute rules");
        VM.assertEq(quittance.dealIdOf(fixture.brief()), _dealId(fixture), "and so does the conditions's hash");
    }

    // ---- its length ----

    function test_RevertWhen_TheTailIsMissingOrUninvited() external {
        TermsFixture memory fixture = _contestable();
        bytes memory without = bytes.concat(fixture.schedule(), fixture.adjudication(), _cut(fixture.conditions(), 56));
        _requireMalformed(without, without.length + 56, without.length - 60);
        TermsFixture memory plain = _fixture();
        bytes memory with_ = bytes.concat(plain.whole(), fixture.disputes());
        _requireMalformed(with_, with_.length - 56, with_.length - 116);
        bytes memory longer = bytes.concat(fixture.whole(), hex"00");
        _requireMalformed(longer, longer.length - 1, longer.length - 117);
        bytes memory shorter = bytes.concat(fixture.schedule(), fixture.adjudication(), _cut(fixture.conditions(), 1));
        _requireMalformed(shorter, shorter.length + 1, shorter.length - 115);
    }

    // ---- the pool ----

    function test_RevertWhen_ThePoolMayNotJudge() external {
        address[5] memory unfit = [address(0), address(usdc), address(quittance), BUYER, SELLER];
        for (uint256 i = 0; i < unfit.length; ++i) {
            TermsFixture memory fixture = _contestable();
            fixture.pool = unfit[i];
            _refuses(fixture, abi.encodeWithSelector(IDeals.Quittance_TermsAddressRefused.selector, "pool", unfit[i]));
        }
    }

    function test_RevertWhen_ThePoolDoesNotAnswerAsOne() external {
        TermsFixture memory fixture = _contestable();
        bytes memory unusable = abi.encodeWithSelector(IDeals.Quittance_PoolUnusable.selector, address(pool));
        pool.setFeeMood(PoolMood.Reverts);
        _refuses(fixture, unusable);
        pool.setFeeMood(PoolMood.SaysNothing);
        _refuses(fixture, unusable);
        pool.setFeeMood(PoolMood.WritesState);
        _refuses(fixture, unusable);
        pool.setFeeMood(PoolMood.SaysGarbage);
        pool.setGarbage(hex"01");
        _refuses(fixture, unusable);
        pool.setGarbage(abi.encode(uint256(1 << 96)));
        _refuses(fixture, unusable);
        pool.setFeeMood(PoolMood.Answers);
        fixture.pool = STRANGER;
        _refuses(fixture, abi.encodeWithSelector(IDeals.Quittance_PoolUnusable.selector, STRANGER));
    }

    // ---- the bond ----

    function test_BondCoversTheLargestPanelAndItsDraw() external {
        uint256[3] memory panels = [uint256(1), 3, 15];
        for (uint256 i = 0; i < panels.length; ++i) {
            TermsFixture memory fixture = _contestable();
            fixture.panel = _panel(panels[i]);
            uint256 least = 1e6 * (2 * panels[i] + 2);
            fixture.bond = uint96(least - 1);
            _refuses(fixture, abi.encodeWithSelector(IDeals.Quittance_BondTooSmall.selector, least - 1, least));
            fixture.bond = uint96(least);
            _open(fixture);
        }
    }

    /// @dev A contest without a bond would be a free delay.
    function test_BondOfZero_Never() external {
        TermsFixture memory fixture = _contestable();
        fixture.bond = 0;
        _refuses(fixture, abi.encodeWithSelector(IDeals.Quittance_BondTooSmall.selector, uint256(0), uint256(8e6)));
        pool.setSeatFee(0);
        _refuses(fixture, abi.encodeWithSelector(IDeals.Quittance_BondTooSmall.selector, uint256(0), uint256(1)));
        fixture.bond = 1;
        _open(fixture);
    }

    function test_BondOfTheLargestFee() external {
        pool.setSeatFee(type(uint96).max);
        TermsFixture memory fixture = _contestable();
        fixture.bond = type(uint96).max;
        _refuses(
            fixture,
            abi.encodeWithSelector(
                IDeals.Quittance_BondTooSmall.selector,
                uint256(type(uint96).max),
                uint256(type(uint96).max) * 8
            )
        );
        pool.setSeatFee(type(uint96).max / 8);
        _open(fixture);
    }

    /// @dev A pool that raises its fee afterwards changes nothing for deals that are open.
    function test_AFeeRaisedLaterBindsNobody() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, FULL);
        pool.setSeatFee(1_000e6);
        _contest(fixture, BUYER, FULL);
        _draw(fixture, 3);
    }

    // ---- the arbiter ----

    function test_RevertWhen_TheArbiterMayNotJudge() external {
        address[4] memory unfit = [address(usdc), address(quittance), BUYER, SELLER];
        for (uint256 i = 0; i < unfit.length; ++i) {
            TermsFixture memory fixture = _contestable();
            fixture.arbiter = unfit[i];
            _refuses(
                fixture,
                abi.encodeWithSelector(IDeals.Quittance_TermsAddressRefused.selector, "arbiter", unfit[i])
            );
        }
    }

    function test_RulingWindowBounds() external {
        TermsFixture memory fixture = _contestable();
        uint32[4] memory bad = [uint32(0), 10 minutes - 1, 30 days + 1, type(uint32).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            fixture.rulingWindow = bad[i];
            _refuses(fixture, _window(bad[i], 10 minutes, 30 days));
        }
        uint32[2] memory good = [uint32(10 minutes), 30 days];
        for (uint256 i = 0; i < good.length; ++i) {
            fixture.rulingWindow = good[i];
            _open(fixture);
        }
        fixture = _withoutArbiter();
        uint32[2] memory uninvited = [uint32(1), 1 days];
        for (uint256 i = 0; i < uninvited.length; ++i) {
            fixture.rulingWindow = uninvited[i];
            _refuses(fixture, _window(uninvited[i], 0, 0));
        }
    }

    /// @dev Every byte of the dispute rules is under both signatures.
    function test_EveryByteOfTheTailIsSigned() external {
        TermsFixture memory fixture = _contestable();
        bytes memory payment = _buyerSignature(fixture);
        bytes memory authorization = _sellerSignature(fixture);
        bytes memory packed = fixture.whole();
        for (uint256 i = packed.length - 56; i < packed.length; ++i) {
            bytes memory changed = bytes.concat(packed);
            changed[i] = bytes1(uint8(changed[i]) ^ 1);
            (bool opened, ) = address(quittance).call(abi.encodeCall(IDeals.open, (changed, payment, authorization)));
            VM.assertFalse(opened, "changed terms were opened");
        }
        quittance.open(packed, payment, authorization);
    }

    function _refuses(TermsFixture memory fixture, bytes memory reason) private {
        bytes memory payment = _buyerSignature(fixture);
        bytes memory authorization = _sellerSignature(fixture);
        VM.expectRevert(reason);
        quittance.open(fixture.whole(), payment, authorization);
    }

    function _requireMalformed(bytes memory packed, uint256 whole, uint256 brief) private {
        VM.expectRevert(
            abi.encodeWithSelector(PackedTerms.Quittance_MalformedTerms.selector, packed.length, whole, brief)
        );
        quittance.open(packed, "", "");
    }

    function _window(uint256 window, uint256 least, uint256 most) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDeals.Quittance_WindowOutOfRange.selector, "rulingWindow", window, least, most);
    }

    function _cut(bytes memory whole, uint256 off) private pure returns (bytes memory part) {
        part = new bytes(whole.length - off);
        for (uint256 i = 0; i < part.length; ++i) part[i] = whole[i];
    }
}
