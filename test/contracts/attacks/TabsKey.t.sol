// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Approvals} from "../support/Approval.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

/// @notice A thief with a key that may do little tries to give away what the account has earned on a tab and not yet
/// redeemed.
contract TabsKeyTest is TabBase {
    uint96 private constant EARNED = 90e6;
    Tab private _paid;

    function setUp() public override {
        super.setUp();
        _fundLedger(BUYER, RESERVE);
        _paid = _walletTab(); // The buyer pays the agent's account, which serves calls.
        _paid.payee = managedAccount;
        _openTab(_paid);
    }

    /// @dev By the form for what costs nothing, and by the form for what is given up.
    function test_AKeyWithTabsAloneGivesUpNoEarnings() external {
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), _strict());
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.TABS);
        _freeze(managedAccount);
        bytes32 digest = _closingDigest(_paid);
        bytes memory word = _signByKey(digest);
        VM.expectPartialRevert(IAuthority.Quittance_AuthorizationMalformed.selector);
        quittance.closeTab(_paid, word);
        bytes memory envelope = _sealWith(_envelope(_strict()), managedAccount, digest);
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                AGENT,
                Capabilities.SETTLE,
                Capabilities.TABS
            )
        );
        quittance.closeTab(_paid, envelope);
        _requireEarned();
    }

    /// @dev SETTLE is not enough above the threshold: the controller reads who gets the rest, and how much it is.
    function test_AKeyWithSettleNeedsTheApprovalAboveTheThreshold() external {
        PolicyFixture memory strict = _strict();
        strict.approvalAbove = uint64(RESERVE) - 1;
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), strict);
        Envelope memory envelope = _envelope(strict);
        bytes memory alone = _sealWith(envelope, managedAccount, _closingDigest(_paid));
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_ApprovalMissing.selector,
                managedAccount,
                uint256(RESERVE) - 1,
                uint256(RESERVE)
            )
        );
        quittance.closeTab(_paid, alone);
        uint256 snapshot = VM.snapshotState();
        envelope.approver = PRINCIPAL_KEY;
        envelope.approval = Approvals.single("close a tab early", BUYER, RESERVE);
        quittance.closeTab(_paid, _sealWith(envelope, managedAccount, _closingDigest(_paid)));
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE + RESERVE, "approved");
        VM.revertToState(snapshot);
        quittance.redeem(managedAccount, _voucher(_paid, 1));
        quittance.closeTab(_paid, _sealWith(_envelope(strict), managedAccount, _closingDigest(_paid)));
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE + RESERVE - 1, "within the threshold the key alone does");
    }

    /// @dev A closing that was signed before a voucher came gives up another rest than is left.
    function test_ALaterVoucherVoidsAClosing() external {
        bytes memory envelope = _seal(managedAccount, _closingDigest(_paid));
        Tab memory plain = _walletTab();
        plain.salt = 9;
        _fundLedger(BUYER, RESERVE);
        _openTab(plain);
        bytes memory bySeller = _closingOf(plain, SELLER_KEY);
        quittance.redeem(managedAccount, _voucher(_paid, EARNED));
        quittance.redeem(SELLER, _voucher(plain, EARNED));
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.closeTab(_paid, envelope);
        VM.expectRevert(
            abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, _closingDigest(plain))
        );
        quittance.closeTab(plain, bySeller);
        quittance.closeTab(plain, Signing.sign(SELLER_KEY, _closingDigest(plain)));
    }

    function _strict() private pure returns (PolicyFixture memory strict) {
        strict = PolicyFixtures.unlimited();
        (strict.perTransaction, strict.perPeriod, strict.lifetime, strict.approvalAbove) = (0, 0, 0, 0);
    }

    function _requireEarned() private {
        quittance.redeem(managedAccount, _voucher(_paid, EARNED));
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE + EARNED, "the vouchers are still worth it");
    }
}
