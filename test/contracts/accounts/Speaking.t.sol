// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountStage} from "../support/AccountStage.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {Envelopes} from "../support/Envelope.sol";
import {PolicySheets} from "../support/PolicySheet.sol";
import {Signing} from "../support/Signing.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

contract SpeakingTest is AccountStage {
    bytes32 private constant REASONS = keccak256("because");

    // ---- deliver ----

    function test_Delivers() external {
        TermSheet memory sheet = _openSold();
        quittance.deliver(sheet.whole(), 0, EVIDENCE, LOCATOR, _delivers(AGENT_KEY, sheet, 0));
        VM.prank(AGENT);
        quittance.deliver(sheet.whole(), 1, EVIDENCE, LOCATOR, abi.encodePacked(AGENT));
        VM.assertEq(_recorded(_dealId(sheet)), 3, "delivered");
    }

    function test_Delivers_RevertWhen_TheKeyMayNot() external {
        TermSheet memory sheet = _openSold();
        _setKey(handle, AGENT, KEY_EXPIRY, 13);
        _refuseDelivery(sheet, AGENT_KEY, _missing(13));
        _setKey(handle, AGENT, KEY_EXPIRY, Capabilities.DELIVER);
        quittance.deliver(sheet.whole(), 0, EVIDENCE, LOCATOR, _delivers(AGENT_KEY, sheet, 0));
    }

    function test_Delivers_RevertWhen_TheKeyIsNone() external {
        TermSheet memory sheet = _openSold();
        _refuseDelivery(sheet, STRANGER_KEY, _unknown(STRANGER));
        _setKey(handle, AGENT, NOW + 5, 15);
        VM.warp(NOW + 5);
        _refuseDelivery(sheet, AGENT_KEY, _expired(NOW + 5));
        _setKey(handle, AGENT, 0, 0);
        _refuseDelivery(sheet, AGENT_KEY, _unknown(AGENT));
    }

    function test_Delivers_RevertWhen_ItIsAnotherEvidence() external {
        TermSheet memory sheet = _openSold();
        bytes memory word = _delivers(AGENT_KEY, sheet, 0);
        bytes32 asked = Digests.delivery(address(quittance), _dealId(sheet), 0, keccak256("other"), LOCATOR);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, asked));
        quittance.deliver(sheet.whole(), 0, keccak256("other"), LOCATOR, word);
    }

    // ---- a delivery behind ballots ----

    function test_StandsBehindBallots() external {
        TermSheet memory sheet = _openSold();
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, _verdictOfHandle(sheet, 0, 0));
        VM.assertEq(_settled(_dealId(sheet)), 1, "settled");
    }

    function test_StandsBehindBallots_RevertWhen_TheKeyMayNot() external {
        TermSheet memory sheet = _openSold();
        _setKey(handle, AGENT, KEY_EXPIRY, 13);
        _refuseVerdict(sheet, _verdictOfHandle(sheet, 0, 0), _missing(13));
        _setKey(handle, AGENT, 0, 0);
        _refuseVerdict(sheet, _verdictOfHandle(sheet, 0, 0), _unknown(AGENT));
        bytes memory ballots = BallotBox.wire(_quorum(sheet, 0, 0));
        bytes memory word = BallotBox.withDelivery(ballots, LOCATOR, _delivers(PRINCIPAL_KEY, sheet, 1));
        bytes32 asked = Digests.delivery(address(quittance), _dealId(sheet), 0, EVIDENCE, LOCATOR);
        _refuseVerdict(
            sheet,
            word,
            abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, PRINCIPAL, asked)
        );
        quittance.submitVerdict(
            sheet.whole(),
            0,
            EVIDENCE,
            BallotBox.withDelivery(ballots, LOCATOR, _delivers(PRINCIPAL_KEY, sheet, 0))
        );
    }

    // ---- reclaim ----

    function test_Reclaims_WithAnyLiveKey() external {
        TermSheet memory sheet = _openBought();
        _setKey(handle, AGENT, type(uint40).max, Capabilities.TABS);
        VM.warp(DEADLINE_2 + 1);
        quittance.reclaim(sheet.head(), sheet.engagementHash(), 0, _reclaims(AGENT_KEY, sheet, 0));
        VM.prank(AGENT);
        quittance.reclaim(sheet.head(), sheet.engagementHash(), 1, abi.encodePacked(AGENT));
        _setKey(handle, AGENT, 0, 0);
        bytes memory word = _reclaims(AGENT_KEY, sheet, 2);
        VM.expectRevert(_unknown(AGENT));
        quittance.reclaim(sheet.head(), sheet.engagementHash(), 2, word);
        quittance.reclaim(sheet.head(), sheet.engagementHash(), 2, _reclaims(PRINCIPAL_KEY, sheet, 2));
        VM.assertEq(_balance(handle), HANDLE_ROW, "everything is back");
    }

    function test_Reclaims_RevertWhen_TheKeyExpired() external {
        TermSheet memory sheet = _openBought();
        VM.warp(KEY_EXPIRY);
        bytes memory word = _reclaims(AGENT_KEY, sheet, 0);
        VM.expectRevert(_expired(KEY_EXPIRY));
        quittance.reclaim(sheet.head(), sheet.engagementHash(), 0, word);
    }

    // ---- rate ----

    function test_Rates_WithAnyLiveKey() external {
        TermSheet memory sheet = _soldBy(_openHandleWithKey(1), _bought(handle));
        _openFor(sheet);
        _accept(sheet);
        _setKey(handle, AGENT, KEY_EXPIRY, Capabilities.TABS);
        quittance.rate(sheet.whole(), handle, 90, REASONS, _rates(AGENT_KEY, sheet));
        _setKey(sheet.seller, AGENT, 0, 0);
        bytes memory word = _rates(AGENT_KEY, sheet);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, sheet.seller, AGENT));
        quittance.rate(sheet.whole(), sheet.seller, 90, REASONS, word);
        quittance.rate(sheet.whole(), sheet.seller, 90, REASONS, _rates(PRINCIPAL_KEY, sheet));
        (, bool buyerRated, bool sellerRated) = quittance.ratingOf(_dealId(sheet));
        VM.assertTrue(buyerRated && sellerRated, "both");
    }

    // ---- contest ----

    function test_Contests_WithAnyLiveKey() external {
        TermSheet memory sheet = _openContestable();
        _setKey(handle, AGENT, KEY_EXPIRY, Capabilities.TABS);
        bytes memory word = _contests(AGENT_KEY, sheet);
        VM.prank(PAYER);
        quittance.contest(sheet.whole(), 0, handle, 5_000, word, _fromRow(PAYER));
        VM.assertEq(quittance.balanceOf(PAYER), ROW - BOND, "the payer's bond");
        _requireSpent(handle, sheet.total(), sheet.total(), NOW - 8 hours, "no bond of its own");
    }

    function test_Contests_RevertWhen_TheKeyIsNone() external {
        TermSheet memory sheet = _openContestable();
        _setKey(handle, AGENT, NOW + 60, 15);
        VM.warp(NOW + 60);
        _refuseContest(sheet, AGENT_KEY, _expired(NOW + 60));
        _setKey(handle, AGENT, 0, 0);
        _refuseContest(sheet, AGENT_KEY, _unknown(AGENT));
        bytes memory word = _contests(PRINCIPAL_KEY, sheet);
        VM.prank(PAYER);
        quittance.contest(sheet.whole(), 0, handle, 5_000, word, _fromRow(PAYER));
    }

    // ---- frozen ----

    function test_FrozenAccountsGoOn() external {
        TermSheet memory bought = _openContestable();
        TermSheet memory sold = _openSold();
        TermSheet memory late = _openBought();
        _freeze(handle);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.deliver(sold.whole(), 0, EVIDENCE, LOCATOR, _delivers(AGENT_KEY, sold, 0));
        quittance.submitVerdict(sold.whole(), 1, EVIDENCE, _verdictOfHandle(sold, 1, FULL));
        quittance.rate(sold.whole(), handle, 10, REASONS, _rates(AGENT_KEY, sold));
        bytes memory word = _contests(AGENT_KEY, bought);
        VM.prank(PAYER);
        quittance.contest(bought.whole(), 0, handle, 5_000, word, _fromRow(PAYER));
        VM.warp(DEADLINE_0 + 1);
        quittance.reclaim(late.head(), late.engagementHash(), 0, _reclaims(AGENT_KEY, late, 0));
    }

    // ---- nothing it could sign itself ----

    function test_RevertWhen_TheAccountSpeaksForItself() external {
        TermSheet memory sold = _openSold();
        TermSheet memory bought = _openContestable();
        VM.startPrank(handle);
        VM.expectRevert();
        quittance.deliver(sold.whole(), 0, EVIDENCE, LOCATOR, "");
        VM.expectRevert();
        quittance.contest(bought.whole(), 0, handle, 5_000, "", _fromRow(handle));
        VM.warp(DEADLINE_2 + 1);
        VM.expectRevert();
        quittance.reclaim(bought.head(), bought.engagementHash(), 2, "");
        VM.stopPrank();
    }

    function test_RevertWhen_TheSignatureIsPlain() external {
        TermSheet memory sold = _openSold();
        bytes32 digest = Digests.delivery(address(quittance), _dealId(sold), 0, EVIDENCE, LOCATOR);
        bytes memory plain = Signing.sign(AGENT_KEY, digest);
        VM.expectRevert();
        quittance.deliver(sold.whole(), 0, EVIDENCE, LOCATOR, plain);
    }

    function _openHandleWithKey(uint32 index) private returns (address) {
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, _opening(index, _grants(AGENT, KEY_EXPIRY, 15), PolicySheets.unlimited()));
        return _handleOf(PRINCIPAL, index);
    }

    function _openSold() private returns (TermSheet memory sheet) {
        sheet = _sold(handle);
        _openFor(sheet);
    }

    function _openBought() private returns (TermSheet memory sheet) {
        sheet = _bought(handle);
        sheet.salt = 3;
        _openFor(sheet);
    }

    /// @return sheet Bought by the handle; a verdict of 5000 stands.
    function _openContestable() private returns (TermSheet memory sheet) {
        sheet = _boughtBy(handle, _contestable());
        _openFor(sheet);
        _judge(sheet, 0, 5_000);
    }

    function _accept(TermSheet memory sheet) private {
        quittance.accept(
            sheet.whole(),
            0,
            _seal(sheet.buyer, Digests.acceptance(address(quittance), _dealId(sheet), 0))
        );
    }

    function _delivers(uint256 key, TermSheet memory sheet, uint8 milestone) private view returns (bytes memory) {
        return Envelopes.speak(key, Digests.delivery(address(quittance), _dealId(sheet), milestone, EVIDENCE, LOCATOR));
    }

    function _reclaims(uint256 key, TermSheet memory sheet, uint8 milestone) private view returns (bytes memory) {
        return Envelopes.speak(key, Digests.reclaim(address(quittance), _dealId(sheet), milestone));
    }

    function _rates(uint256 key, TermSheet memory sheet) private view returns (bytes memory) {
        uint8 score = sheet.buyer == handle ? 90 : 10;
        return Envelopes.speak(key, Digests.rating(address(quittance), _dealId(sheet), score, REASONS));
    }

    function _contests(uint256 key, TermSheet memory sheet) private view returns (bytes memory) {
        return Envelopes.speak(key, Digests.contest(address(quittance), _dealId(sheet), 0, 2, 5_000, PAYER));
    }

    function _refuseDelivery(TermSheet memory sheet, uint256 key, bytes memory reason) private {
        bytes memory word = _delivers(key, sheet, 0);
        VM.expectRevert(reason);
        quittance.deliver(sheet.whole(), 0, EVIDENCE, LOCATOR, word);
    }

    function _refuseVerdict(TermSheet memory sheet, bytes memory verdict, bytes memory reason) private {
        VM.expectRevert(reason);
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, verdict);
    }

    function _refuseContest(TermSheet memory sheet, uint256 key, bytes memory reason) private {
        bytes memory word = _contests(key, sheet);
        IContests.BondPayment memory payment = _fromRow(PAYER);
        VM.expectRevert(reason);
        VM.prank(PAYER);
        quittance.contest(sheet.whole(), 0, handle, 5_000, word, payment);
    }

    function _unknown(address key) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, handle, key);
    }

    function _expired(uint256 expiry) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_KeyExpired.selector, handle, AGENT, expiry, block.timestamp);
    }

    function _missing(uint256 granted) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                handle,
                AGENT,
                Capabilities.DELIVER,
                granted
            );
    }
}
