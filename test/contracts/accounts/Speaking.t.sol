// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {Envelopes} from "../support/Envelope.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract SpeakingTest is AccountBase {
    bytes32 private constant REASONS = keccak256("because");

    // ---- deliver ----

    function test_Delivers() external {
        TermsFixture memory fixture = _openSold();
        quittance.deliver(fixture.whole(), 0, EVIDENCE, EVIDENCE_URI, _delivers(AGENT_KEY, fixture, 0));
        VM.prank(AGENT);
        quittance.deliver(fixture.whole(), 1, EVIDENCE, EVIDENCE_URI, abi.encodePacked(AGENT));
        VM.assertEq(_recorded(_dealId(fixture)), 3, "delivered");
    }

    function test_Delivers_RevertWhen_TheKeyMayNot() external {
        TermsFixture memory fixture = _openSold();
        _setKey(managedAccount, AGENT, KEY_EXPIRY, 13);
        _refuseDelivery(fixture, AGENT_KEY, _missing(13));
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.DELIVER);
        quittance.deliver(fixture.whole(), 0, EVIDENCE, EVIDENCE_URI, _delivers(AGENT_KEY, fixture, 0));
    }

    function test_Delivers_RevertWhen_TheKeyIsNone() external {
        TermsFixture memory fixture = _openSold();
        _refuseDelivery(fixture, STRANGER_KEY, _unknown(STRANGER));
        _setKey(managedAccount, AGENT, NOW + 5, 15);
        VM.warp(NOW + 5);
        _refuseDelivery(fixture, AGENT_KEY, _expired(NOW + 5));
        _setKey(managedAccount, AGENT, 0, 0);
        _refuseDelivery(fixture, AGENT_KEY, _unknown(AGENT));
    }

    function test_Delivers_RevertWhen_ItIsAnotherEvidence() external {
        TermsFixture memory fixture = _openSold();
        bytes memory word = _delivers(AGENT_KEY, fixture, 0);
        bytes32 asked = Digests.delivery(address(quittance), _dealId(fixture), 0, keccak256("other"), EVIDENCE_URI);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, asked));
        quittance.deliver(fixture.whole(), 0, keccak256("other"), EVIDENCE_URI, word);
    }

    // ---- a delivery behind ballots ----

    function test_StandsBehindBallots() external {
        TermsFixture memory fixture = _openSold();
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, _verdictOfManagedAccount(fixture, 0, 0));
        VM.assertEq(_settled(_dealId(fixture)), 1, "settled");
    }

    function test_StandsBehindBallots_RevertWhen_TheKeyMayNot() external {
        TermsFixture memory fixture = _openSold();
        _setKey(managedAccount, AGENT, KEY_EXPIRY, 13);
        _refuseVerdict(fixture, _verdictOfManagedAccount(fixture, 0, 0), _missing(13));
        _setKey(managedAccount, AGENT, 0, 0);
        _refuseVerdict(fixture, _verdictOfManagedAccount(fixture, 0, 0), _unknown(AGENT));
        bytes memory ballots = BallotBox.pack(_quorum(fixture, 0, 0));
        bytes memory word = BallotBox.withDelivery(ballots, EVIDENCE_URI, _delivers(PRINCIPAL_KEY, fixture, 1));
        bytes32 asked = Digests.delivery(address(quittance), _dealId(fixture), 0, EVIDENCE, EVIDENCE_URI);
        _refuseVerdict(
            fixture,
            word,
            abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, PRINCIPAL, asked)
        );
        quittance.submitVerdict(
            fixture.whole(),
            0,
            EVIDENCE,
            BallotBox.withDelivery(ballots, EVIDENCE_URI, _delivers(PRINCIPAL_KEY, fixture, 0))
        );
    }

    // ---- reclaim ----

    function test_Reclaims_WithAnyLiveKey() external {
        TermsFixture memory fixture = _openBought();
        _setKey(managedAccount, AGENT, type(uint40).max, Capabilities.TABS);
        VM.warp(DEADLINE_2 + 1);
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, _reclaims(AGENT_KEY, fixture, 0));
        VM.prank(AGENT);
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 1, abi.encodePacked(AGENT));
        _setKey(managedAccount, AGENT, 0, 0);
        bytes memory word = _reclaims(AGENT_KEY, fixture, 2);
        VM.expectRevert(_unknown(AGENT));
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 2, word);
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 2, _reclaims(PRINCIPAL_KEY, fixture, 2));
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "everything is back");
    }

    function test_Reclaims_RevertWhen_TheKeyExpired() external {
        TermsFixture memory fixture = _openBought();
        VM.warp(KEY_EXPIRY);
        bytes memory word = _reclaims(AGENT_KEY, fixture, 0);
        VM.expectRevert(_expired(KEY_EXPIRY));
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, word);
    }

    // ---- rate ----

    function test_Rates_WithAnyLiveKey() external {
        TermsFixture memory fixture = _soldBy(_openManagedAccountWithKey(1), _bought(managedAccount));
        _openFor(fixture);
        _releasePayment(fixture);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.TABS);
        quittance.rate(fixture.whole(), managedAccount, 90, REASONS, _rates(AGENT_KEY, fixture, fixture.seller));
        _setKey(fixture.seller, AGENT, 0, 0);
        bytes memory word = _rates(AGENT_KEY, fixture, fixture.buyer);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, fixture.seller, AGENT));
        quittance.rate(fixture.whole(), fixture.seller, 90, REASONS, word);
        quittance.rate(fixture.whole(), fixture.seller, 90, REASONS, _rates(PRINCIPAL_KEY, fixture, fixture.buyer));
        (, bool buyerRated, bool sellerRated) = quittance.ratingOf(_dealId(fixture));
        VM.assertTrue(buyerRated && sellerRated, "both");
    }

    // ---- contest ----

    function test_Contests_RevertWhen_TheKeyMayNotSettle() external {
        TermsFixture memory fixture = _openContestable();
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.ALL ^ Capabilities.SETTLE);
        _refuseContest(
            fixture,
            AGENT_KEY,
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                AGENT,
                uint256(Capabilities.SETTLE),
                uint256(Capabilities.ALL ^ Capabilities.SETTLE)
            )
        );
    }

    function test_Contests_WithAKeyThatMaySettle() external {
        TermsFixture memory fixture = _openContestable();
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.SETTLE);
        bytes memory word = _contests(AGENT_KEY, fixture);
        VM.prank(PAYER);
        quittance.contest(fixture.whole(), 0, managedAccount, 5_000, word, _fromBalance(PAYER));
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE - BOND, "the payer's bond");
        _requireSpent(managedAccount, fixture.total(), fixture.total(), NOW - 8 hours, "no bond of its own");
    }

    function test_Contests_RevertWhen_TheKeyIsNone() external {
        TermsFixture memory fixture = _openContestable();
        _setKey(managedAccount, AGENT, NOW + 60, 15);
        VM.warp(NOW + 60);
        _refuseContest(fixture, AGENT_KEY, _expired(NOW + 60));
        _setKey(managedAccount, AGENT, 0, 0);
        _refuseContest(fixture, AGENT_KEY, _unknown(AGENT));
        bytes memory word = _contests(PRINCIPAL_KEY, fixture);
        VM.prank(PAYER);
        quittance.contest(fixture.whole(), 0, managedAccount, 5_000, word, _fromBalance(PAYER));
    }

    // ---- frozen ----

    function test_FrozenAccountsGoOn() external {
        TermsFixture memory bought = _openContestable();
        TermsFixture memory sold = _openSold();
        TermsFixture memory late = _openBought();
        _freeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.deliver(sold.whole(), 0, EVIDENCE, EVIDENCE_URI, _delivers(AGENT_KEY, sold, 0));
        quittance.submitVerdict(sold.whole(), 1, EVIDENCE, _verdictOfManagedAccount(sold, 1, FULL));
        quittance.rate(sold.whole(), managedAccount, 10, REASONS, _rates(AGENT_KEY, sold, sold.buyer));
        bytes memory word = _contests(AGENT_KEY, bought);
        VM.prank(PAYER);
        quittance.contest(bought.whole(), 0, managedAccount, 5_000, word, _fromBalance(PAYER));
        VM.warp(DEADLINE_0 + 1);
        quittance.reclaim(late.schedule(), late.adjudicationHash(), 0, _reclaims(AGENT_KEY, late, 0));
    }

    // ---- nothing it could sign itself ----

    function test_RevertWhen_TheAccountSpeaksForItself() external {
        TermsFixture memory sold = _openSold();
        TermsFixture memory bought = _openContestable();
        VM.startPrank(managedAccount);
        VM.expectRevert();
        quittance.deliver(sold.whole(), 0, EVIDENCE, EVIDENCE_URI, "");
        VM.expectRevert();
        quittance.contest(bought.whole(), 0, managedAccount, 5_000, "", _fromBalance(managedAccount));
        VM.warp(DEADLINE_2 + 1);
        VM.expectRevert();
        quittance.reclaim(bought.schedule(), bought.adjudicationHash(), 2, "");
        VM.stopPrank();
    }

    function test_RevertWhen_TheSignatureIsPlain() external {
        TermsFixture memory sold = _openSold();
        bytes32 digest = Digests.delivery(address(quittance), _dealId(sold), 0, EVIDENCE, EVIDENCE_URI);
        bytes memory plain = Signing.sign(AGENT_KEY, digest);
        VM.expectRevert();
        quittance.deliver(sold.whole(), 0, EVIDENCE, EVIDENCE_URI, plain);
    }

    function _openManagedAccountWithKey(uint32 index) private returns (address) {
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, _opening(index, _grants(AGENT, KEY_EXPIRY, 15), PolicyFixtures.unlimited()));
        return _managedAccountOf(PRINCIPAL, index);
    }

    function _openSold() private returns (TermsFixture memory fixture) {
        fixture = _sold(managedAccount);
        _openFor(fixture);
    }

    function _openBought() private returns (TermsFixture memory fixture) {
        fixture = _bought(managedAccount);
        fixture.salt = 3;
        _openFor(fixture);
    }

    /// @return fixture Bought by the handle; a verdict of 5000 stands.
    function _openContestable() private returns (TermsFixture memory fixture) {
        fixture = _boughtBy(managedAccount, _contestable());
        _openFor(fixture);
        _judge(fixture, 0, 5_000);
    }

    function _releasePayment(TermsFixture memory fixture) private {
        quittance.release(fixture.whole(), 0, _seal(fixture.buyer, Digests.release(address(quittance), fixture, 0)));
    }

    function _delivers(uint256 key, TermsFixture memory fixture, uint8 milestone) private view returns (bytes memory) {
        return
            Envelopes.signByKey(
                key,
                Digests.delivery(address(quittance), _dealId(fixture), milestone, EVIDENCE, EVIDENCE_URI)
            );
    }

    function _reclaims(uint256 key, TermsFixture memory fixture, uint8 milestone) private view returns (bytes memory) {
        return Envelopes.signByKey(key, Digests.reclaim(address(quittance), fixture, milestone));
    }

    function _rates(uint256 key, TermsFixture memory fixture, address rated) private view returns (bytes memory) {
        uint8 score = fixture.buyer == managedAccount ? 90 : 10;
        return Envelopes.signByKey(key, Digests.rating(address(quittance), _dealId(fixture), rated, score, REASONS));
    }

    function _contests(uint256 key, TermsFixture memory fixture) private view returns (bytes memory) {
        return
            Envelopes.signByKey(key, Digests.contest(address(quittance), _dealId(fixture), 0, 2, 5_000, BOND, PAYER));
    }

    function _refuseDelivery(TermsFixture memory fixture, uint256 key, bytes memory reason) private {
        bytes memory word = _delivers(key, fixture, 0);
        VM.expectRevert(reason);
        quittance.deliver(fixture.whole(), 0, EVIDENCE, EVIDENCE_URI, word);
    }

    function _refuseVerdict(TermsFixture memory fixture, bytes memory verdict, bytes memory reason) private {
        VM.expectRevert(reason);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, verdict);
    }

    function _refuseContest(TermsFixture memory fixture, uint256 key, bytes memory reason) private {
        bytes memory word = _contests(key, fixture);
        IContests.BondPayment memory payment = _fromBalance(PAYER);
        VM.expectRevert(reason);
        VM.prank(PAYER);
        quittance.contest(fixture.whole(), 0, managedAccount, 5_000, word, payment);
    }

    function _unknown(address key) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, key);
    }

    function _expired(uint256 expiry) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAuthority.Quittance_KeyExpired.selector,
                managedAccount,
                AGENT,
                expiry,
                block.timestamp
            );
    }

    function _missing(uint256 granted) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                AGENT,
                Capabilities.DELIVER,
                granted
            );
    }
}
