// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope, Envelopes} from "../support/Envelope.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract OpenByAccountsTest is AccountBase {
    // ---- as the buyer ----

    function test_Buys() external {
        TermsFixture memory fixture = _boughtBy(managedAccount, _fixtureWithFees());
        bytes32 dealId = _dealId(fixture);
        VM.expectEmit(address(quittance));
        emit IAuthority.FundsCommitted(managedAccount, dealId, AGENT, uint96(fixture.total()));
        VM.expectEmit(address(quittance));
        emit IDeals.DealOpened(dealId, managedAccount, SELLER, fixture.whole());
        _openFor(fixture);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - fixture.total(), "balance");
        VM.assertEq(_unsettled(dealId), fixture.total(), "deal");
        _requireSpent(managedAccount, fixture.total(), fixture.total(), NOW - 8 hours, "opened");
    }

    function test_Buys_RevertWhen_RefundsGoToTheWallet() external {
        TermsFixture memory fixture = _bought(managedAccount);
        fixture.destinations = TermsFixtures.FUNDED_FROM_LEDGER | TermsFixtures.SELLER_TO_LEDGER;
        _refuseBuyer(
            fixture,
            _word(fixture),
            abi.encodeWithSelector(IAuthority.Quittance_LedgerDestinationNeeded.selector, managedAccount)
        );
    }

    function test_Buys_RevertWhen_TheBalanceHoldsLess() external {
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(
            managedAccount,
            PRINCIPAL,
            MANAGED_ACCOUNT_BALANCE - uint96(_bought(managedAccount).total()) + 1,
            1
        );
        TermsFixture memory fixture = _bought(managedAccount);
        uint256 total = fixture.total();
        _refuseBuyer(
            fixture,
            _word(fixture),
            abi.encodeWithSelector(ILedger.Quittance_InsufficientBalance.selector, managedAccount, total - 1, total)
        );
        _fundLedger(managedAccount, 1);
        _openFor(fixture);
        VM.assertEq(_balance(managedAccount), 0, "to the last unit");
    }

    function test_Buys_RevertWhen_TheKeyMayNotCommit() external {
        _setKey(managedAccount, AGENT, KEY_EXPIRY, 14);
        TermsFixture memory fixture = _bought(managedAccount);
        _refuseBuyer(fixture, _word(fixture), _missing(Capabilities.COMMIT, 14));
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.COMMIT);
        _openFor(fixture);
    }

    function test_Buys_RevertWhen_Frozen() external {
        TermsFixture memory fixture = _bought(managedAccount);
        _freeze(managedAccount);
        _refuseBuyer(fixture, _word(fixture), _frozen());
        _unfreeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _refuseBuyer(fixture, _word(fixture), _frozen());
        VM.prank(PRINCIPAL);
        quittance.unfreezeAll(PRINCIPAL);
        _openFor(fixture);
    }

    function test_Buys_RevertWhen_TheKeyIsRevokedBeforeTheCall() external {
        TermsFixture memory fixture = _bought(managedAccount);
        bytes memory word = _word(fixture);
        _setKey(managedAccount, AGENT, 0, 0);
        _refuseBuyer(
            fixture,
            word,
            abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, AGENT)
        );
    }

    function test_Buys_RevertWhen_FundedFromTheWallet() external {
        TermsFixture memory fixture = _bought(managedAccount);
        fixture.destinations = TermsFixtures.BUYER_TO_LEDGER;
        _mint(managedAccount, fixture.total());
        bytes[3] memory words = [_word(fixture), Signing.sign(AGENT_KEY, _paymentDigest(fixture)), bytes("")];
        bytes memory sellers = _sellerSignature(fixture);
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert();
            VM.prank(managedAccount);
            quittance.open(fixture.whole(), words[i], sellers);
        }
        VM.assertEq(usdc.balanceOf(managedAccount), fixture.total(), "nothing moved");
    }

    function test_Buys_RevertWhen_TheEnvelopeIsOfOtherTerms() external {
        TermsFixture memory fixture = _bought(managedAccount);
        bytes memory word = _word(fixture);
        fixture.salt = 2;
        _refuseBuyer(
            fixture,
            word,
            abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, _dealId(fixture))
        );
    }

    function test_Buys_RevertWhen_ItIsOpenedTwice() external {
        TermsFixture memory fixture = _bought(managedAccount);
        bytes32 dealId = _openFor(fixture);
        _refuseBuyer(
            fixture,
            _word(fixture),
            abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, dealId)
        );
        _requireSpent(managedAccount, fixture.total(), fixture.total(), NOW - 8 hours, "once");
    }

    function test_Buys_ByAKeysOrTheControllersCall() external {
        address[2] memory callers = [AGENT, PRINCIPAL];
        for (uint64 i = 0; i < 2; ++i) {
            TermsFixture memory fixture = _bought(managedAccount);
            fixture.salt = 10 + i;
            Envelope memory envelope = _envelope(PolicyFixtures.unlimited());
            (envelope.key, envelope.signer) = (0, callers[i]);
            bytes memory word = _sealWith(envelope, managedAccount, _dealId(fixture));
            bytes memory sellers = _sellerSignature(fixture);
            VM.expectEmit(address(quittance));
            emit IAuthority.FundsCommitted(managedAccount, _dealId(fixture), callers[i], uint96(fixture.total()));
            VM.prank(callers[i]);
            quittance.open(fixture.whole(), word, sellers);
        }
    }

    function test_Buys_RevertWhen_ItSpeaksForItself() external {
        TermsFixture memory fixture = _bought(managedAccount);
        bytes memory sellers = _sellerSignature(fixture);
        bytes[2] memory words = [bytes(""), Signing.sign(AGENT_KEY, _dealId(fixture))];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert();
            VM.prank(managedAccount);
            quittance.open(fixture.whole(), words[i], sellers);
        }
    }

    // ---- as the seller ----

    function test_Sells() external {
        TermsFixture memory fixture = _sold(managedAccount);
        bytes32 dealId = _openFor(fixture);
        VM.assertEq(_unsettled(dealId), fixture.total(), "deal");
        _requireSpent(managedAccount, 0, 0, 0, "sold");
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE + AMOUNT_0, "balance");
        _requireSpent(managedAccount, 0, 0, 0, "paid");
    }

    function test_Sells_RevertWhen_ItIsPaidToTheWallet() external {
        TermsFixture memory fixture = _sold(managedAccount);
        fixture.destinations = TermsFixtures.BUYER_TO_LEDGER;
        _refuseSeller(
            fixture,
            abi.encodeWithSelector(IAuthority.Quittance_LedgerDestinationNeeded.selector, managedAccount)
        );
    }

    function test_Sells_RevertWhen_TheKeyMayNotDeliver() external {
        _setKey(managedAccount, AGENT, KEY_EXPIRY, 13);
        _refuseSeller(_sold(managedAccount), _missing(Capabilities.DELIVER, 13));
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.DELIVER);
        _openFor(_sold(managedAccount));
    }

    function test_Sells_RevertWhen_Frozen() external {
        _freeze(managedAccount);
        _refuseSeller(_sold(managedAccount), _frozen());
        _unfreeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _refuseSeller(_sold(managedAccount), _frozen());
    }

    function test_Sells_RevertWhen_TheKeyIsRevoked() external {
        _setKey(managedAccount, AGENT, 0, 0);
        _refuseSeller(
            _sold(managedAccount),
            abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, AGENT)
        );
    }

    function test_Sells_ByAKeysCallAndByTheControllersWord() external {
        TermsFixture memory fixture = _sold(managedAccount);
        bytes memory buyers = _buyerSignature(fixture);
        VM.prank(AGENT);
        quittance.open(fixture.whole(), buyers, abi.encodePacked(AGENT));
        fixture.salt = 2;
        quittance.open(fixture.whole(), _buyerSignature(fixture), Envelopes.signByKey(PRINCIPAL_KEY, _dealId(fixture)));
        VM.assertEq(_unsettled(_dealId(fixture)), fixture.total(), "opened");
    }

    function test_Sells_RevertWhen_ItSpeaksForItself() external {
        TermsFixture memory fixture = _sold(managedAccount);
        bytes memory buyers = _buyerSignature(fixture);
        bytes[2] memory words = [bytes(""), Signing.sign(AGENT_KEY, _dealId(fixture))];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert();
            VM.prank(managedAccount);
            quittance.open(fixture.whole(), buyers, words[i]);
        }
    }

    // ---- both ----

    function test_BetweenAccounts() external {
        address[2] memory sellers = [
            _openManagedAccount(1, PolicyFixtures.unlimited()),
            _openManagedAccountOf(STRANGER, 0, PolicyFixtures.unlimited())
        ];
        for (uint256 i = 0; i < 2; ++i) {
            TermsFixture memory fixture = _soldBy(sellers[i], _bought(managedAccount));
            _openFor(fixture);
            bytes32 digest = Digests.release(address(quittance), fixture, 1);
            quittance.release(fixture.whole(), 1, _seal(managedAccount, digest));
            VM.assertEq(_balance(sellers[i]), MANAGED_ACCOUNT_BALANCE + AMOUNT_1, "balance");
        }
    }

    function _word(TermsFixture memory fixture) private view returns (bytes memory) {
        return _seal(managedAccount, _dealId(fixture));
    }

    function _refuseBuyer(TermsFixture memory fixture, bytes memory word, bytes memory reason) private {
        bytes memory sellers = _sellerSignature(fixture);
        VM.expectRevert(reason);
        quittance.open(fixture.whole(), word, sellers);
    }

    function _refuseSeller(TermsFixture memory fixture, bytes memory reason) private {
        bytes memory buyers = _buyerSignature(fixture);
        bytes memory word = _signByKey(_dealId(fixture));
        VM.expectRevert(reason);
        quittance.open(fixture.whole(), buyers, word);
    }

    function _missing(uint256 required, uint256 granted) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                AGENT,
                required,
                granted
            );
    }

    function _frozen() private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_FrozenAccount.selector, managedAccount, PRINCIPAL);
    }
}
