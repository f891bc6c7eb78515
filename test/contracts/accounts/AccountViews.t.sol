// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {Key, KeyGrant} from "../../../contracts/types/Key.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

contract AccountViewsTest is AccountBase {
    struct Facts {
        uint96 balance;
        uint64 spent;
        uint64 periodSpent;
        uint40 periodStart;
        address principal;
        uint32 index;
        bytes32 policyHash;
        bool frozen;
    }

    function testFuzz_AccountAddress_ItsForm(address principal, uint32 index) external view {
        uint160 account = uint160(quittance.accountAddress(principal, index));
        VM.assertEq(account >> 128, uint256(0xacc00000), "the first four bytes");
    }

    function test_AccountOf_AWallet() external view {
        _requireFacts(BUYER, Facts(BALANCE, 0, 0, 0, address(0), 0, 0, false));
        _requireFacts(STRANGER, Facts(0, 0, 0, 0, address(0), 0, 0, false));
        _requireFacts(PRINCIPAL, Facts(0, 0, 0, 0, address(0), 0, 0, false));
    }

    function test_AccountOf_AnAccount() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.period = 7;
        address account = _openManagedAccount(4_294_967_295, policy);
        VM.warp(NOW + 30 hours + 5);
        _spend(account, policy, 1, 11e6);
        uint40 start = uint40(block.timestamp / 7 hours) * 7 hours;
        Facts memory facts = Facts(
            MANAGED_ACCOUNT_BALANCE - 11e6,
            11e6,
            11e6,
            start,
            PRINCIPAL,
            4_294_967_295,
            policy.hashFor(PRINCIPAL),
            false
        );
        _requireFacts(account, facts);
        _freeze(account);
        facts.frozen = true;
        _requireFacts(account, facts);
        VM.startPrank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _requireFacts(account, facts);
        quittance.unfreeze(_one(account));
        _requireFacts(account, facts);
        quittance.unfreezeAll(PRINCIPAL);
        VM.stopPrank();
        facts.frozen = false;
        _requireFacts(account, facts);
    }

    function test_KeyOf() external view {
        address[4] memory none = [PRINCIPAL, STRANGER, address(0), managedAccount];
        for (uint256 i = 0; i < 4; ++i) _requireKey(managedAccount, none[i], 0, 0);
        _requireKey(managedAccount, AGENT, KEY_EXPIRY, 31);
        _requireKey(BUYER, AGENT, 0, 0);
    }

    function test_AnAddressOfAnAccountsForm() external {
        address account = _managedAccountOf(PRINCIPAL, 77);
        _fundLedger(account, 9e6);
        VM.prank(account);
        quittance.withdraw(STRANGER, 4e6, 1);
        VM.assertEq(_balance(account), 5e6, "its own");
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, _opening(77, new KeyGrant[](0), PolicyFixtures.unlimited()));
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_PolicyNeeded.selector, account));
        VM.prank(account);
        quittance.withdraw(STRANGER, 1, 2);
        VM.assertEq(_balance(account), 5e6, "what it had is its principal's to move");
    }

    function _requireFacts(address account, Facts memory expected) private view {
        (bool done, bytes memory facts) = address(quittance).staticcall(
            abi.encodeCall(IAuthority.accountOf, (account))
        );
        VM.assertTrue(done, "a view");
        VM.assertEq(facts, abi.encode(expected), "everything the ledger keeps");
        VM.assertEq(quittance.balanceOf(account), expected.balance, "balance");
    }

    function _requireKey(address account, address key, uint40 expiry, uint8 capabilities) private view {
        Key memory granted = quittance.keyOf(account, key);
        VM.assertEq(granted.expiry, expiry, "expiry");
        VM.assertEq(granted.capabilities, capabilities, "capabilities");
    }
}
