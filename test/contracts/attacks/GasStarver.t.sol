// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Signatures} from "../../../contracts/libraries/Signatures.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {GasGuzzlingWallet} from "../../support/contracts/GasGuzzlingWallet.sol";
import {ReturnBombWallet} from "../../support/contracts/ReturnBombWallet.sol";
import {RevertingWallet} from "../../support/contracts/RevertingWallet.sol";
import {Approvals} from "../support/Approval.sol";
import {Envelope} from "../support/Envelope.sol";
import {GasSweep} from "../support/GasSweep.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The submitter that gives a call just enough gas for the step it wants to fail. Promise 17: low gas never
/// changes an outcome; a call that fails for want of gas reverts everything.
contract GasStarverTest is TabBase, GasSweep {
    bytes private call;

    function setUp() public override {
        super.setUp();
        TermsFixture memory fixture = _terms();
        _open(fixture);
        call = abi.encodeCall(quittance.submitVerdict, (fixture.whole(), 0, EVIDENCE, _verdict(fixture, 0, 7_000)));
    }

    function _terms() private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.payoutStep = 1_000;
    }

    function _fingerprint() internal view override returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    usdc.balanceOf(SELLER),
                    usdc.balanceOf(BUYER),
                    quittance.balanceOf(SELLER),
                    quittance.unclaimedPayoutOf(SELLER),
                    quittance.unclaimedPayoutOf(BUYER),
                    _unsettled(_dealId(_terms()))
                )
            );
    }

    function _sweepVerdict() private {
        _sweep(address(quittance), STRANGER, call, 997, 100);
    }

    function test_promise_17_BothPartiesArePaid() external {
        _sweepVerdict();
    }

    function test_promise_17_TheSellerIsRefused() external {
        usdc.blacklist(SELLER);
        _sweepVerdict();
    }

    function test_promise_17_BothAreRefused() external {
        usdc.blacklist(SELLER);
        usdc.blacklist(BUYER);
        _sweepVerdict();
    }

    function test_promise_17_TheTokenIsPaused() external {
        usdc.pause();
        _sweepVerdict();
    }

    function test_AGuzzlingSignerCostsItsCallerABoundedSum() external {
        GasGuzzlingWallet wallet = new GasGuzzlingWallet(SELLER);
        TermsFixture memory terms = _fixture();
        terms.seller = address(wallet);
        terms.salt = 2;
        bytes memory payment = _buyerSignature(terms);
        bytes memory data = abi.encodeCall(quittance.open, (terms.whole(), payment, new bytes(65)));
        uint256 before = gasleft();
        (bool done, ) = address(quittance).call{gas: 3_000_000}(data);
        uint256 used = before - gasleft();
        VM.assertFalse(done, "a signer that never answers has not consented");
        VM.assertLe(used, 350_000, "the signer's share of gas is bounded");
    }

    function test_AContractSignerIsNotAskedWithTooLittleGas() external {
        GasGuzzlingWallet wallet = new GasGuzzlingWallet(SELLER);
        TermsFixture memory terms = _fixture();
        terms.seller = address(wallet);
        terms.salt = 2;
        bytes memory payment = _buyerSignature(terms);
        bytes memory data = abi.encodeCall(quittance.open, (terms.whole(), payment, new bytes(65)));
        (bool done, bytes memory reason) = address(quittance).call{gas: 120_000}(data);
        VM.assertFalse(done, "too little gas");
        VM.assertEq(
            bytes32(bytes4(reason)),
            bytes32(Signatures.Quittance_InsufficientGas.selector),
            "the caller is asked to give more"
        );
    }

    // ---- vouchers and envelopes ----

    /// @dev Starved, a contract's voucher would look like a forged one and be left out of its batch.
    function test_promise_17_ABatchOfVouchers() external {
        Tab memory tab = _tab();
        _openTab(tab);
        Tab memory another = _walletTab();
        another.voucherKey = address(new Erc1271Wallet(VOUCHER));
        _openTab(another);
        bytes memory vouchers = bytes.concat(_voucher(tab, 3e6), _voucher(another, 4e6));
        _sweep(address(quittance), STRANGER, abi.encodeCall(quittance.redeem, (SELLER, vouchers)), 2_999, 50);
    }

    /// @dev Voucher keys that burn, revert or shout are left out; the honest one is paid, for a bounded sum.
    function test_HostileVoucherKeysSpoilNoBatch() external {
        address[3] memory keys = [
            address(new GasGuzzlingWallet(VOUCHER)),
            address(new RevertingWallet(VOUCHER)),
            address(new ReturnBombWallet(VOUCHER))
        ];
        bytes memory vouchers;
        Tab memory tab = _tab();
        for (uint256 i = 0; i < keys.length; ++i) {
            tab.voucherKey = keys[i];
            _openTab(tab);
            vouchers = bytes.concat(vouchers, _voucherWith(tab, 9e6, new bytes(65)));
        }
        tab.voucherKey = VOUCHER;
        _openTab(tab);
        vouchers = bytes.concat(vouchers, _voucher(tab, 4e6));
        uint256 before = gasleft();
        VM.assertEq(quittance.redeem(SELLER, vouchers), 4e6, "the honest one");
        VM.assertLe(before - gasleft(), 1_000_000, "each hostile key's share of gas is bounded");
    }

    /// @dev A key and a controller that are contracts are both asked, or nothing happens.
    function test_promise_17_AnEnvelopeOfContracts() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.approvalAbove = 0;
        address controller = address(new Erc1271Wallet(PRINCIPAL));
        address key = address(new Erc1271Wallet(AGENT));
        address account = _openManagedAccount(1, policy);
        _setKey(account, key, KEY_EXPIRY, 15);
        VM.prank(PRINCIPAL);
        quittance.offerPrincipal(PRINCIPAL, controller);
        VM.prank(controller);
        quittance.acceptPrincipal(PRINCIPAL);
        Order[] memory orders = new Order[](1);
        bytes[] memory envelopes = new bytes[](1);
        orders[0] = _order(account, 1, 5e6);
        Envelope memory envelope = _envelope(policy);
        (envelope.signer, envelope.approver) = (key, PRINCIPAL_KEY);
        envelope.approval = Approvals.payOrder(orders[0]);
        envelopes[0] = _sealWith(envelope, account, _orderId(orders[0]));
        _sweep(address(quittance), STRANGER, abi.encodeCall(quittance.pay, (orders, envelopes)), 2_999, 50);
    }
}
