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
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The submitter that gives a call just enough gas for the step it wants to fail. Promise 17: low gas never
/// changes an outcome; a call that fails for want of gas reverts everything.
contract GasStarverTest is TabBase {
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

    /// @return outcome 0 when the call reverted, else a fingerprint of everything it changed.
    function _outcome(uint256 gasLimit) private returns (bytes32 outcome) {
        TermsFixture memory fixture = _terms();
        uint256 snapshot = VM.snapshotState();
        bytes memory data = call;
        (bool done, ) = address(quittance).call{gas: gasLimit}(data);
        if (done) {
            outcome = keccak256(
                abi.encode(
                    usdc.balanceOf(SELLER),
                    usdc.balanceOf(BUYER),
                    quittance.unclaimedPayoutOf(SELLER),
                    quittance.unclaimedPayoutOf(BUYER),
                    _unsettled(_dealId(fixture))
                )
            );
        }
        VM.revertToState(snapshot);
    }

    /// @dev Swept from far too little to plenty, in steps smaller than any single step of the call costs.
    function _sweep() private {
        bytes32 expected = _outcome(2_000_000);
        VM.assertNotEq(expected, bytes32(0), "with plenty of gas the verdict settles");
        uint256 starved;
        uint256 enough;
        for (uint256 gasLimit = 20_000; enough < 100 && gasLimit < 4_000_000; gasLimit += 997) {
            bytes32 outcome = _outcome(gasLimit);
            if (outcome == bytes32(0)) ++starved;
            else {
                ++enough;
                VM.assertEq(outcome, expected, "gas decided the outcome");
            }
        }
        VM.assertGe(starved, 100, "the sweep reached the calls that starve");
        VM.assertEq(enough, 100, "and those that do not");
    }

    function test_promise_17_BothPartiesArePaid() external {
        _sweep();
    }

    function test_promise_17_TheSellerIsRefused() external {
        usdc.blacklist(SELLER);
        _sweep();
    }

    function test_promise_17_BothAreRefused() external {
        usdc.blacklist(SELLER);
        usdc.blacklist(BUYER);
        _sweep();
    }

    function test_promise_17_TheTokenIsPaused() external {
        usdc.pause();
        _sweep();
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
        _sweepBalances(abi.encodeCall(quittance.redeem, (SELLER, vouchers)), SELLER);
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
        _sweepBalances(abi.encodeCall(quittance.pay, (orders, envelopes)), SELLER);
    }

    /// @dev Either nothing happened, or all that happens with plenty of gas.
    function _sweepBalances(bytes memory data, address payee) private {
        uint256 before = quittance.balanceOf(payee);
        uint256 expected = _paidWith(data, payee, 4_000_000);
        VM.assertGe(expected, before + 1, "with plenty of gas it pays");
        uint256 starved;
        uint256 enough;
        for (uint256 gasLimit = 30_000; enough < 50 && gasLimit < 4_000_000; gasLimit += 2_999) {
            uint256 paid = _paidWith(data, payee, gasLimit);
            if (paid == before) ++starved;
            else {
                ++enough;
                VM.assertEq(paid, expected, "gas decided the outcome");
            }
        }
        VM.assertGe(starved, 20, "the sweep reached the calls that starve");
        VM.assertEq(enough, 50, "and those that do not");
    }

    function _paidWith(bytes memory data, address payee, uint256 gasLimit) private returns (uint256 paid) {
        uint256 snapshot = VM.snapshotState();
        (bool done, ) = address(quittance).call{gas: gasLimit}(data);
        paid = quittance.balanceOf(payee);
        if (!done) VM.assertEq(paid, BALANCE, "a call that fails changes nothing");
        VM.revertToState(snapshot);
    }
}
