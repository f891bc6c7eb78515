// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IPayments} from "../../../contracts/interfaces/IPayments.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {Move} from "../../../contracts/types/Opening.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {MischievousUsdc} from "../../support/contracts/MischievousUsdc.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice A principal that is a contract, signs whatever it is asked, and calls back while it is asked, or while it is
/// being paid.
contract ReenteringPrincipal is IERC1271 {
    address private _target;
    bytes private _data;
    bool private _armed;

    /// @notice How often a call back went through.
    uint256 public done;

    /// @notice Calls as this principal, and from then on calls back with `data` whenever it gets the chance.
    function arm(address target, bytes calldata data) external {
        (_target, _data, _armed) = (target, data, true);
    }

    function execute(address target, bytes calldata data) external {
        (bool ok, bytes memory reason) = target.call(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    /// @notice Called by a token that calls back.
    function again() external {
        (bool ok, ) = _target.call(_data);
        if (ok) ++done;
    }

    /// @dev Asked for its signature it says yes, and tries to act first; as it is only asked, nothing it does can stay.
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        if (_armed) {
            (bool ok, ) = _target.staticcall{gas: 150_000}(_data);
            if (ok) return bytes4(0);
        }
        return IERC1271.isValidSignature.selector;
    }
}

/// @notice The principal that re-enters: from within a question about its signature, from within a withdrawal, and from
/// within a settlement that pays somebody else. Everything it starts from there finds its balance spent and its
/// counters up to date.
contract ReentrantPrincipalTest is TabBase {
    uint96 private constant EACH = 60e6;
    uint64 private constant CAP = 100e6;

    MischievousUsdc private token;
    ReenteringPrincipal private owner;
    address private account;
    PolicyFixture private limits;

    function setUp() public override {
        super.setUp();
        token = new MischievousUsdc();
        quittance = _deployQuittance(address(token));
        owner = new ReenteringPrincipal();
        limits = PolicyFixtures.unlimited();
        limits.perPeriod = CAP;
        account = _managedAccountOf(address(owner), 0);
        owner.execute(
            address(quittance),
            abi.encodeCall(
                IPrincipals.openAccounts,
                (address(owner), _opening(0, _grants(AGENT, KEY_EXPIRY, 15), limits))
            )
        );
        token.give(address(this), 1_000e6);
        quittance.deposit(account, 500e6, 1);
    }

    function _order(uint64 nonce) private view returns (Order memory) {
        return _orderTo(account, nonce, _one(SELLER), EACH);
    }

    /// @return As a stranger may submit it: signed by the agent, or by the principal, which agrees to everything.
    function _payCall(uint64 nonce, bool byPrincipal) private view returns (bytes memory) {
        Order[] memory orders = new Order[](1);
        bytes[] memory envelopes = new bytes[](1);
        orders[0] = _order(nonce);
        Envelope memory envelope = _envelope(limits);
        envelope.principal = address(owner);
        if (byPrincipal) envelope.signer = address(owner);
        envelopes[0] = envelope.seal(address(quittance), account, _orderId(orders[0]));
        return abi.encodeCall(IPayments.pay, (orders, envelopes));
    }

    function _moveCall(address from, address to, uint96 amount) private pure returns (bytes memory) {
        Move[] memory moves = new Move[](1);
        moves[0] = Move(from, to, amount);
        return abi.encodeCall(IPrincipals.moveFunds, (moves));
    }

    /// @return entries Everything that would spend the balance once more.
    function _entries() private view returns (bytes[] memory entries) {
        entries = new bytes[](5);
        entries[0] = _payCall(2, false);
        entries[1] = _payCall(1, true);
        entries[2] = abi.encodeCall(IPrincipals.withdrawFrom, (account, address(owner), EACH, 1));
        entries[3] = _moveCall(account, address(owner), EACH);
        entries[4] = abi.encodeCall(
            IPrincipals.updateAccounts,
            (AccountUpdates.policy(account, limits.pack(), PolicyFixtures.unlimited().pack()))
        );
    }

    // ---- asked for its signature ----

    /// @dev Asked as the key that signs: what it starts from there does not stay, and the order is paid once.
    function test_WhileItIsAskedAsAKey() external {
        bytes[] memory entries = _entries();
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 snapshot = VM.snapshotState();
            owner.arm(address(quittance), entries[i]);
            (bool paid, ) = address(quittance).call(_payCall(1, true));
            VM.assertTrue(paid, "its word counts");
            VM.assertEq(quittance.balanceOf(account), 500e6 - EACH, "spent once");
            VM.assertEq(quittance.balanceOf(SELLER), EACH, "paid once");
            _requireSpent(account, EACH, EACH, NOW - 8 hours, "counted once");
            VM.revertToState(snapshot);
        }
    }

    /// @dev Asked for an approval, above a threshold of nothing.
    function test_WhileItIsAskedToApprove() external {
        PolicyFixture memory strict = limits;
        strict.approvalAbove = 0;
        owner.execute(
            address(quittance),
            abi.encodeCall(IPrincipals.updateAccounts, (AccountUpdates.policy(account, limits.pack(), strict.pack())))
        );
        limits = strict;
        Order[] memory orders = new Order[](1);
        bytes[] memory envelopes = new bytes[](1);
        orders[0] = _order(1);
        Envelope memory envelope = _envelope(strict);
        envelope.principal = address(owner);
        envelopes[0] = envelope.assemble(Signing.sign(AGENT_KEY, _orderId(orders[0])), hex"ffffffffff01");
        bytes memory call = abi.encodeCall(IPayments.pay, (orders, envelopes));
        bytes[] memory entries = _entries();
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 snapshot = VM.snapshotState();
            owner.arm(address(quittance), entries[i]);
            (bool paid, ) = address(quittance).call(call);
            VM.assertTrue(paid, "approved");
            VM.assertEq(quittance.balanceOf(account), 500e6 - EACH, "spent once");
            VM.revertToState(snapshot);
        }
    }

    /// @dev As the voucher key of a tab that pays it: one voucher is one payment.
    function test_WhileItIsAskedAboutAVoucher() external {
        token.give(address(this), RESERVE);
        quittance.deposit(BUYER, RESERVE, 2);
        Tab memory tab = _walletTab();
        (tab.payee, tab.voucherKey) = (address(owner), address(owner));
        _openTab(tab);
        bytes memory redemption = abi.encodeCall(ITabs.redeem, (address(owner), _voucher(tab, RESERVE)));
        owner.arm(address(quittance), redemption);
        (bool paid, ) = address(quittance).call(redemption);
        VM.assertTrue(paid, "it signed");
        VM.assertEq(quittance.balanceOf(address(owner)), RESERVE, "redeemed once");
    }

    // ---- being paid ----

    /// @dev The token calls back in the middle of a withdrawal: the balance was spent before.
    function test_FromWithinAWithdrawal() external {
        bytes[] memory again = new bytes[](2);
        again[0] = abi.encodeCall(IPrincipals.withdrawFrom, (account, address(owner), 500e6, 2));
        again[1] = _moveCall(account, address(owner), 500e6);
        for (uint256 i = 0; i < again.length; ++i) {
            uint256 snapshot = VM.snapshotState();
            owner.arm(address(quittance), again[i]);
            token.callBack(address(owner), abi.encodeCall(owner.again, ()));
            owner.execute(
                address(quittance),
                abi.encodeCall(IPrincipals.withdrawFrom, (account, address(owner), 500e6, 3))
            );
            VM.assertEq(owner.done(), 0, "nothing is left to take");
            VM.assertEq(token.balanceOf(address(owner)), 500e6, "withdrawn once");
            VM.assertEq(quittance.balanceOf(account), 0, "balance");
            VM.revertToState(snapshot);
        }
    }

    /// @dev A withdrawal touches no counter, and what it starts from within counts as always.
    function test_ACommitmentFromWithinAWithdrawalCounts() external {
        owner.arm(address(quittance), _payCall(1, false));
        token.callBack(address(owner), abi.encodeCall(owner.again, ()));
        owner.execute(
            address(quittance),
            abi.encodeCall(IPrincipals.withdrawFrom, (account, address(owner), 100e6, 4))
        );
        VM.assertEq(owner.done(), 1, "an order is good at any time");
        VM.assertEq(quittance.balanceOf(account), 400e6 - EACH, "balance");
        _requireSpent(account, EACH, EACH, NOW - 8 hours, "counted");
        (bool paid, ) = address(quittance).call(_payCall(2, false));
        VM.assertFalse(paid, "the cap knows of it");
    }

    /// @dev The seller's wallet is paid before the rest comes back to the balance: a commitment from in between must
    /// not be lost, nor what comes back.
    function test_FromWithinASettlementThatRefundsIt() external {
        TermsFixture memory fixture = _boughtBy(account, _fixture());
        fixture.milestones[0].amount = 30e6;
        (fixture.milestones[1].amount, fixture.milestones[2].amount) = (1, 1);
        (fixture.passingScore, fixture.payoutStep) = (1, 1_000);
        Envelope memory envelope = _envelope(limits);
        envelope.principal = address(owner);
        _openWith(fixture, envelope);
        _requireSpent(account, 30e6 + 2, 30e6 + 2, NOW - 8 hours, "opened");
        owner.arm(address(quittance), _payCall(1, false));
        token.callBack(address(owner), abi.encodeCall(owner.again, ()));
        _judge(fixture, 0, 5_000);
        VM.assertEq(owner.done(), 1, "an order is good at any time");
        VM.assertEq(token.balanceOf(SELLER), 15e6, "the seller's half");
        VM.assertEq(quittance.balanceOf(account), 500e6 - 30e6 - 2 - EACH + 15e6, "balance");
        _requireSpent(account, 15e6 + 2 + EACH, 15e6 + 2 + EACH, NOW - 8 hours, "both are counted");
    }

    /// @dev Freed of its limits from in between, it still has spent what it has spent.
    function test_APolicyChangedFromWithinASettlement() external {
        TermsFixture memory fixture = _boughtBy(account, _fixture());
        fixture.milestones[0].amount = 30e6;
        (fixture.milestones[1].amount, fixture.milestones[2].amount) = (1, 1);
        (fixture.passingScore, fixture.payoutStep) = (1, 1_000);
        Envelope memory envelope = _envelope(limits);
        envelope.principal = address(owner);
        _openWith(fixture, envelope);
        VM.warp(NOW + 1 hours);
        owner.arm(address(quittance), _entries()[4]);
        token.callBack(address(owner), abi.encodeCall(owner.again, ()));
        _judge(fixture, 0, 5_000);
        VM.assertEq(owner.done(), 1, "it may change its policy at any time");
        _requireSpent(account, 15e6 + 2, 30e6 + 2, NOW + 1 hours, "the refund is from before the change");
    }
}
