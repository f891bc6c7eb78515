// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../contracts/interfaces/IAuthority.sol";
import {IPayments} from "../../contracts/interfaces/IPayments.sol";
import {ITabs} from "../../contracts/interfaces/ITabs.sol";
import {Capabilities} from "../../contracts/types/Key.sol";
import {Order} from "../../contracts/types/Order.sol";
import {Tab} from "../../contracts/types/Tab.sol";
import {PolicyFixture, PolicyFixtures} from "../contracts/support/PolicyFixture.sol";
import {TabBase} from "../contracts/support/TabBase.sol";
import {VM} from "../contracts/support/Vm.sol";
import {Trials} from "./Trials.sol";

/// @notice Promises 12, 20 and 22, second by second, for accounts, tabs and orders: a second before each boundary, at
/// it, and a second after it, under fuzzed moments, terms and periods.
contract AccountClockTest is TabBase, Trials {
    uint256 private constant FAR = 3650 days;
    uint96 private constant CAP = 500e6;

    uint64 private _nonces;

    function setUp() public override {
        super.setUp();
        _setKey(managedAccount, AGENT, type(uint40).max, Capabilities.ALL);
    }

    function testFuzz_22_keyExpiry(uint256 expiry, uint256 capability) external {
        expiry = _within(expiry, NOW + 1, NOW + FAR);
        _setKey(managedAccount, AGENT, uint40(expiry), Capabilities.ALL);
        bytes32 digest = keccak256("anything");
        bytes memory word = _signByKey(digest);
        bytes memory speaking = abi.encodeCall(
            IAuthority.requireAuthorizedSigner,
            (managedAccount, digest, capability % (Capabilities.ALL + 1), word)
        );
        for (uint256 tick = expiry - 1; tick <= expiry + 1; ++tick) {
            _warp(tick);
            VM.assertEq(_tries(STRANGER, speaking), tick < expiry, "speak while now < expiry");
            VM.assertEq(_tries(STRANGER, _spending(PolicyFixtures.unlimited(), AGENT_KEY, 1)), tick < expiry, "commit");
            VM.assertTrue(_tries(STRANGER, _spending(PolicyFixtures.unlimited(), PRINCIPAL_KEY, 1)), "the controller");
        }
    }

    /// @dev In the second in which it is revoked, and after, a key opens nothing; vouchers are redeemed all the same.
    function testFuzz_22_revocation(uint256 moment, bool all) external {
        Tab memory tab = _tab();
        _openTab(tab);
        moment = _within(moment, NOW, LAST - 2);
        bytes memory redeeming = abi.encodeCall(ITabs.redeem, (tab.payee, _voucher(tab, RESERVE)));
        _warp(moment);
        VM.assertTrue(_tries(STRANGER, _spending(PolicyFixtures.unlimited(), AGENT_KEY, 1)), "before");
        _setKey(managedAccount, AGENT, 0, 0);
        if (all) _freeze(managedAccount);
        for (uint256 tick = moment; tick <= moment + 1; ++tick) {
            _warp(tick);
            VM.assertFalse(_tries(STRANGER, _spending(PolicyFixtures.unlimited(), AGENT_KEY, 1)), "revoked");
            VM.assertTrue(_tries(STRANGER, redeeming), "a live tab pays");
        }
    }

    function testFuzz_20_activeWindow(uint256 from, uint256 until) external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.activeFrom = uint40(_within(from, NOW + 1, NOW + FAR));
        policy.activeUntil = uint40(_within(until, policy.activeFrom + 1, uint256(policy.activeFrom) + FAR));
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), policy);
        uint256[2] memory ends = [uint256(policy.activeFrom), policy.activeUntil];
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 tick = ends[i] - 1; tick <= ends[i] + 1; ++tick) {
                _warp(tick);
                bool inside = tick >= policy.activeFrom && tick < policy.activeUntil;
                VM.assertEq(_tries(STRANGER, _spending(policy, AGENT_KEY, 1)), inside, "from <= now < until");
                VM.assertEq(_tries(STRANGER, _spending(policy, PRINCIPAL_KEY, 1)), inside, "the controller too");
            }
        }
    }

    /// @dev What is used up in a period is used up to its last second, and whole again in the first of the next.
    function testFuzz_20_periodBoundary(uint256 period, uint256 moment, uint96 first) external {
        PolicyFixture memory policy = _capped(period);
        first = uint96(_within(first, 1, CAP));
        uint256 end = _usedUp(policy, moment, first);
        for (uint256 tick = end - 1; tick <= end + 1; ++tick) {
            _warp(tick);
            uint96 left = tick < end ? CAP - first : CAP;
            if (left != 0) VM.assertTrue(_tries(STRANGER, _spending(policy, AGENT_KEY, left)), "what is left");
            VM.assertFalse(_tries(STRANGER, _spending(policy, AGENT_KEY, left + 1)), "more than is left");
        }
    }

    /// @dev What returns counts for the period that it was committed in, and raises no later one's above the cap.
    function testFuzz_20_refundAcrossThePeriodBoundary(uint256 period, uint256 moment) external {
        PolicyFixture memory policy = _capped(period);
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), policy);
        _warp(_within(moment, NOW + 2 hours, NOW + FAR));
        Tab memory tab = _tab();
        (tab.reserve, tab.openBy, tab.end) = (CAP, uint40(_clock + 1), uint40(_clock + 700 days));
        _openTabWith(tab, _envelope(policy));
        uint256 end = _endOfPeriod(policy.period);
        bytes memory closing = abi.encodeCall(ITabs.closeTab, (tab, _closingOf(tab, SELLER_KEY)));
        for (uint256 tick = end - 1; tick <= end + 1; ++tick) {
            _warp(tick);
            bool same = tick < end;
            VM.assertEq(_tries(STRANGER, _spending(policy, AGENT_KEY, CAP)), !same, "before it returns");
            uint256 snapshot = VM.snapshotState();
            (bool closed, ) = address(quittance).call(closing);
            VM.assertTrue(closed, "the payee lets it go");
            VM.assertTrue(_tries(STRANGER, _spending(policy, AGENT_KEY, CAP)), "whole again");
            VM.assertFalse(_tries(STRANGER, _spending(policy, AGENT_KEY, CAP + 1)), "and no more than the cap");
            VM.revertToState(snapshot);
        }
    }

    function testFuzz_12_tabOpenBy(uint256 openBy) external {
        Tab memory tab = _tab();
        tab.openBy = uint40(_within(openBy, NOW + 1, NOW + FAR));
        tab.end = tab.openBy + 1 days;
        bytes memory opening = abi.encodeCall(ITabs.openTab, (tab, false, _authorizationTo(tab)));
        for (uint256 tick = uint256(tab.openBy) - 1; tick <= uint256(tab.openBy) + 1; ++tick) {
            _warp(tick);
            VM.assertEq(_tries(STRANGER, opening), tick < tab.openBy, "open while now < openBy");
        }
    }

    /// @dev Of redeeming, and of returning without the payee, exactly one goes through.
    function testFuzz_12_tabEnd(uint256 end, uint256 grace, bool byWallet) external {
        Tab memory tab = byWallet ? _walletTab() : _tab();
        tab.end = uint40(_within(end, NOW + 1, NOW + 730 days));
        tab.grace = uint32(_within(grace, 10 minutes, 30 days));
        _openTab(tab);
        uint256 last = uint256(tab.end) + tab.grace;
        bytes memory redeeming = abi.encodeCall(ITabs.redeem, (tab.payee, _voucher(tab, 1)));
        bytes memory closing = abi.encodeCall(ITabs.closeTab, (tab, ""));
        bytes memory agreed = abi.encodeCall(ITabs.closeTab, (tab, _closingOf(tab, SELLER_KEY)));
        uint256[3] memory ends = [uint256(tab.end), last, last + FAR];
        for (uint256 i = 0; i < ends.length; ++i) {
            for (uint256 tick = ends[i] - 1; tick <= ends[i] + 1; ++tick) {
                _warp(tick);
                VM.assertEq(_tries(STRANGER, redeeming), tick < last, "redeem while now < end + grace");
                VM.assertEq(_tries(STRANGER, closing), tick >= last, "the rest returns from then on");
                VM.assertTrue(_tries(STRANGER, agreed), "with the payee's word at any time");
            }
        }
    }

    function testFuzz_12_orderValidUntil(uint256 until) external {
        Order memory order = _order(managedAccount, 1, 1);
        order.validUntil = uint40(_within(until, NOW + 1, NOW + FAR));
        bytes memory paying = _paying(order, _orderSeal(order));
        for (uint256 tick = uint256(order.validUntil) - 1; tick <= uint256(order.validUntil) + 1; ++tick) {
            _warp(tick);
            VM.assertEq(_tries(STRANGER, paying), tick < order.validUntil, "paid while now < validUntil");
        }
    }

    // ---- on the way ----

    function _onTrial() internal view override returns (address) {
        return address(quittance);
    }

    function _capped(uint256 period) private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        (policy.period, policy.perPeriod) = (uint16(_within(period, 1, 8_784)), uint64(CAP));
    }

    /// @return end Of the period in which `amount` was committed, an hour or more after the policy came into force.
    function _usedUp(PolicyFixture memory policy, uint256 moment, uint96 amount) private returns (uint256 end) {
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), policy);
        _warp(_within(moment, NOW, NOW + FAR));
        (bool ok, ) = address(quittance).call(_spending(policy, AGENT_KEY, amount));
        VM.assertTrue(ok, "within the cap");
        return _endOfPeriod(policy.period);
    }

    function _endOfPeriod(uint256 period) private view returns (uint256) {
        return _clock - (_clock % (period * 1 hours)) + period * 1 hours;
    }

    /// @return The call that pays `amount` by an order that was never used, signed by the holder of `key`.
    function _spending(PolicyFixture memory policy, uint256 key, uint96 amount) private returns (bytes memory) {
        Order memory order = _order(managedAccount, ++_nonces, amount);
        order.validUntil = type(uint40).max;
        return _paying(order, _sealWith(_envelopeBy(key, policy), managedAccount, _orderId(order)));
    }

    function _paying(Order memory order, bytes memory signature) private pure returns (bytes memory) {
        Order[] memory orders = new Order[](1);
        bytes[] memory signatures = new bytes[](1);
        (orders[0], signatures[0]) = (order, signature);
        return abi.encodeCall(IPayments.pay, (orders, signatures));
    }
}
