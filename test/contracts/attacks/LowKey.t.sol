// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {Digests} from "../support/Digests.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The thief of a key that may do little contests for its account, with a bond of its own, so that a later
/// round takes from the account what it had.
contract LowKeyTest is TabBase {
    function test_ItCannotContestWhatMayGetWorse() external {
        TermsFixture memory fixture = _sold(8_000);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.ALL ^ Capabilities.SETTLE);
        _freeze(managedAccount);
        bytes memory refused = abi.encodeWithSelector(
            IAuthority.Quittance_CapabilityMissing.selector,
            managedAccount,
            AGENT,
            Capabilities.SETTLE,
            Capabilities.ALL ^ Capabilities.SETTLE
        );
        _contestByKey(fixture, 8_000, refused);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.SETTLE);
        _contestByKey(fixture, 8_000, "");
    }

    /// @dev Nothing can become less: any key may ask for more.
    function test_AnyKeyContestsNothing() external {
        TermsFixture memory fixture = _sold(0);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.TABS);
        _freeze(managedAccount);
        _contestByKey(fixture, 0, "");
    }

    /// @dev The account bought, and pays everything: no round can take more.
    function test_AnyKeyContestsThatItPaysEverything() external {
        TermsFixture memory fixture = _boughtBy(managedAccount, _withoutArbiter());
        _openFor(fixture);
        _judge(fixture, 0, FULL);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.TABS);
        _contestByKey(fixture, FULL, "");
    }

    /// @dev An account that is an arbiter rules by a key that may work for it.
    function test_ItDoesNotRuleForAnArbitersAccount() external {
        TermsFixture memory fixture = _contestable();
        fixture.arbiter = managedAccount;
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        bytes32 digest = Digests.ruling(address(quittance), dealId, 0, EVIDENCE, 5_000);
        bytes memory ruling = _signByKey(digest);
        bytes memory whole = fixture.whole();
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.ALL ^ Capabilities.DELIVER);
        VM.expectPartialRevert(IAuthority.Quittance_CapabilityMissing.selector);
        quittance.rule(whole, 0, 5_000, ruling);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.DELIVER);
        quittance.rule(whole, 0, 5_000, ruling);
        VM.assertEq(_settled(dealId), 1, "ruled");
    }

    /// @dev The account sold, and a verdict of `payout` stands.
    function _sold(uint16 payout) private returns (TermsFixture memory fixture) {
        fixture = _soldBy(managedAccount, _withoutArbiter());
        _openFor(fixture);
        bytes memory verdict = _verdictOfManagedAccount(fixture, 0, payout);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, verdict);
    }

    /// @param refused What it reverts with; empty when it contests.
    function _contestByKey(TermsFixture memory fixture, uint16 payout, bytes memory refused) private {
        bytes32 dealId = _dealId(fixture);
        bytes memory word = _signByKey(Digests.contest(address(quittance), dealId, 0, 2, payout, BOND, PAYER));
        bytes memory bond = _bondSignature(fixture, PAYER_KEY, 2, managedAccount); // the thief's own money
        bytes memory whole = fixture.whole();
        if (refused.length != 0) VM.expectRevert(refused);
        quittance.contest(whole, 0, managedAccount, payout, word, IContests.BondPayment(PAYER, false, 0, bond));
    }
}
