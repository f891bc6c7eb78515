// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Approval} from "../support/Approval.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice A contester that has a payer's signature for a bond, and books it on another account whose key is the same.
/// The signature names the payer.
contract BondPayerSwapperTest is AccountBase {
    address private one;
    address private two;
    PolicyFixture private open_;

    function setUp() public override {
        super.setUp();
        open_ = PolicyFixtures.unlimited();
        one = _openManagedAccount(1, open_);
        two = _openManagedAccount(2, open_);
    }

    /// @dev The principal, a wallet, pays out of its own balance. The contester names an agent's account.
    function test_promise_19_AWalletsBondIsNotAnAgents() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, FULL);
        _fundLedger(PRINCIPAL, BOND);
        bytes memory authorization = Signing.sign(PRINCIPAL_KEY, _bondId(fixture, PRINCIPAL, 2, BUYER));
        Approval memory none;
        Envelope memory wrap = Envelope(PRINCIPAL_KEY, PRINCIPAL, PRINCIPAL, open_, "", 0, none);
        _refuse(fixture, PRINCIPAL, wrap.assemble(authorization, ""));
        VM.prank(BUYER);
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            FULL,
            "",
            IContests.BondPayment(PRINCIPAL, false, 0, authorization)
        );
        VM.assertEq(quittance.balanceOf(PRINCIPAL), 0, "it pays for itself");
    }

    /// @dev The agent's key signs for account `one`; the contester charges account `two`.
    function test_promise_19_AnAccountsBondIsNotAnothers() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, FULL);
        bytes memory meant = _sealWith(_envelope(open_), one, _bondId(fixture, one, 2, BUYER));
        _refuse(fixture, AGENT, meant);
        VM.assertEq(_balance(two), MANAGED_ACCOUNT_BALANCE, "two is untouched");
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 0, BUYER, FULL, "", IContests.BondPayment(one, false, 0, meant));
        VM.assertEq(_balance(one), MANAGED_ACCOUNT_BALANCE - BOND, "one pays, as it said");
    }

    function _refuse(TermsFixture memory fixture, address signer, bytes memory envelope) private {
        bytes32 asked = _bondId(fixture, two, 2, BUYER);
        bytes memory whole = fixture.whole();
        VM.prank(BUYER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, signer, asked));
        quittance.contest(whole, 0, BUYER, FULL, "", IContests.BondPayment(two, false, 0, envelope));
    }
}
