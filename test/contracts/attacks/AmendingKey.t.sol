// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AmendBase} from "../support/AmendBase.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The thief of a key that may not give money away, in league with the other party, amends it away: new terms
/// pay the seller at a score of one, or give the buyer back what the seller has worked for.
contract AmendingKeyTest is AmendBase {
    function test_AKeyThatOnlyCommitsCannotSoftenTheTerms() external {
        TermsFixture memory fixture = _bought(managedAccount);
        _openFor(fixture);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.ALL ^ Capabilities.SETTLE);
        TermsFixture memory next = _successor(fixture);
        next.passingScore = 1;
        _refuse(fixture, next, true, Capabilities.COMMIT | Capabilities.SETTLE);
    }

    function test_AKeyThatOnlyDeliversCannotReturnTheMoney() external {
        TermsFixture memory fixture = _sold(managedAccount);
        _openFor(fixture);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.ALL ^ Capabilities.SETTLE);
        TermsFixture memory next = _shorter(fixture);
        next.milestones[0].amount = 1;
        next.milestones[1].amount = 1;
        _refuse(fixture, next, false, Capabilities.DELIVER | Capabilities.SETTLE);
    }

    function _refuse(TermsFixture memory fixture, TermsFixture memory next, bool asBuyer, uint256 required) private {
        Envelope memory envelope = _envelope(PolicyFixtures.unlimited());
        bytes memory word = _sealWith(envelope, managedAccount, _dealId(next));
        bytes memory buyers = asBuyer ? word : _buyersWord(next);
        bytes memory sellers = asBuyer ? _agrees(SELLER_KEY, next) : word;
        bytes memory oldTerms = fixture.whole();
        bytes memory newTerms = next.whole();
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                AGENT,
                required,
                Capabilities.ALL ^ Capabilities.SETTLE
            )
        );
        quittance.amend(oldTerms, newTerms, buyers, sellers);
    }
}
