// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountStage} from "../support/AccountStage.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope, Envelopes} from "../support/Envelope.sol";
import {PolicySheets} from "../support/PolicySheet.sol";
import {Signing} from "../support/Signing.sol";
import {TermSheet, TermSheets} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

contract OpenByAccountsTest is AccountStage {
    // ---- as the buyer ----

    function test_Buys() external {
        TermSheet memory sheet = _boughtBy(handle, _sheetWithFees());
        bytes32 dealId = _dealId(sheet);
        VM.expectEmit(address(quittance));
        emit IAuthority.FundsCommitted(handle, dealId, AGENT, uint96(sheet.total()));
        VM.expectEmit(address(quittance));
        emit IDeals.DealOpened(dealId, handle, SELLER, sheet.whole());
        _openFor(sheet);
        VM.assertEq(_balance(handle), HANDLE_ROW - sheet.total(), "row");
        VM.assertEq(_unsettled(dealId), sheet.total(), "deal");
        _requireSpent(handle, sheet.total(), sheet.total(), NOW - 8 hours, "opened");
    }

    function test_Buys_RevertWhen_RefundsGoToTheWallet() external {
        TermSheet memory sheet = _bought(handle);
        sheet.routes = TermSheets.FUNDED_FROM_LEDGER | TermSheets.SELLER_TO_LEDGER;
        _refuseBuyer(
            sheet,
            _word(sheet),
            abi.encodeWithSelector(IAuthority.Quittance_LedgerRouteNeeded.selector, handle)
        );
    }

    function test_Buys_RevertWhen_TheRowHoldsLess() external {
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(handle, PRINCIPAL, HANDLE_ROW - uint96(_bought(handle).total()) + 1);
        TermSheet memory sheet = _bought(handle);
        uint256 total = sheet.total();
        _refuseBuyer(
            sheet,
            _word(sheet),
            abi.encodeWithSelector(ILedger.Quittance_InsufficientBalance.selector, handle, total - 1, total)
        );
        _fundLedger(handle, 1);
        _openFor(sheet);
        VM.assertEq(_balance(handle), 0, "to the last unit");
    }

    function test_Buys_RevertWhen_TheKeyMayNotCommit() external {
        _setKey(handle, AGENT, KEY_EXPIRY, 14);
        TermSheet memory sheet = _bought(handle);
        _refuseBuyer(sheet, _word(sheet), _missing(Capabilities.COMMIT, 14));
        _setKey(handle, AGENT, KEY_EXPIRY, Capabilities.COMMIT);
        _openFor(sheet);
    }

    function test_Buys_RevertWhen_Frozen() external {
        TermSheet memory sheet = _bought(handle);
        _freeze(handle);
        _refuseBuyer(sheet, _word(sheet), _frozen());
        _thaw(handle);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _refuseBuyer(sheet, _word(sheet), _frozen());
        VM.prank(PRINCIPAL);
        quittance.thawAll(PRINCIPAL);
        _openFor(sheet);
    }

    function test_Buys_RevertWhen_TheKeyIsRevokedBeforeTheCall() external {
        TermSheet memory sheet = _bought(handle);
        bytes memory word = _word(sheet);
        _setKey(handle, AGENT, 0, 0);
        _refuseBuyer(sheet, word, abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, handle, AGENT));
    }

    function test_Buys_RevertWhen_FundedFromTheWallet() external {
        TermSheet memory sheet = _bought(handle);
        sheet.routes = TermSheets.BUYER_TO_LEDGER;
        _mint(handle, sheet.total());
        bytes[3] memory words = [_word(sheet), Signing.sign(AGENT_KEY, _paymentDigest(sheet)), bytes("")];
        bytes memory sellers = _sellerSignature(sheet);
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert();
            VM.prank(handle);
            quittance.open(sheet.whole(), words[i], sellers);
        }
        VM.assertEq(usdc.balanceOf(handle), sheet.total(), "nothing moved");
    }

    function test_Buys_RevertWhen_TheEnvelopeIsOfOtherTerms() external {
        TermSheet memory sheet = _bought(handle);
        bytes memory word = _word(sheet);
        sheet.salt = 2;
        _refuseBuyer(
            sheet,
            word,
            abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, _dealId(sheet))
        );
    }

    function test_Buys_RevertWhen_ItIsOpenedTwice() external {
        TermSheet memory sheet = _bought(handle);
        bytes32 dealId = _openFor(sheet);
        _refuseBuyer(sheet, _word(sheet), abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, dealId));
        _requireSpent(handle, sheet.total(), sheet.total(), NOW - 8 hours, "once");
    }

    function test_Buys_ByAKeysOrTheControllersCall() external {
        address[2] memory callers = [AGENT, PRINCIPAL];
        for (uint64 i = 0; i < 2; ++i) {
            TermSheet memory sheet = _bought(handle);
            sheet.salt = 10 + i;
            Envelope memory envelope = _envelope(PolicySheets.unlimited());
            (envelope.key, envelope.signer) = (0, callers[i]);
            bytes memory word = _sealWith(envelope, handle, _dealId(sheet));
            bytes memory sellers = _sellerSignature(sheet);
            VM.expectEmit(address(quittance));
            emit IAuthority.FundsCommitted(handle, _dealId(sheet), callers[i], uint96(sheet.total()));
            VM.prank(callers[i]);
            quittance.open(sheet.whole(), word, sellers);
        }
    }

    function test_Buys_RevertWhen_ItSpeaksForItself() external {
        TermSheet memory sheet = _bought(handle);
        bytes memory sellers = _sellerSignature(sheet);
        bytes[2] memory words = [bytes(""), Signing.sign(AGENT_KEY, _dealId(sheet))];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert();
            VM.prank(handle);
            quittance.open(sheet.whole(), words[i], sellers);
        }
    }

    // ---- as the seller ----

    function test_Sells() external {
        TermSheet memory sheet = _sold(handle);
        bytes32 dealId = _openFor(sheet);
        VM.assertEq(_unsettled(dealId), sheet.total(), "deal");
        _requireSpent(handle, 0, 0, 0, "sold");
        VM.prank(BUYER);
        quittance.accept(sheet.whole(), 0, "");
        VM.assertEq(_balance(handle), HANDLE_ROW + AMOUNT_0, "row");
        _requireSpent(handle, 0, 0, 0, "paid");
    }

    function test_Sells_RevertWhen_ItIsPaidToTheWallet() external {
        TermSheet memory sheet = _sold(handle);
        sheet.routes = TermSheets.BUYER_TO_LEDGER;
        _refuseSeller(sheet, abi.encodeWithSelector(IAuthority.Quittance_LedgerRouteNeeded.selector, handle));
    }

    function test_Sells_RevertWhen_TheKeyMayNotDeliver() external {
        _setKey(handle, AGENT, KEY_EXPIRY, 13);
        _refuseSeller(_sold(handle), _missing(Capabilities.DELIVER, 13));
        _setKey(handle, AGENT, KEY_EXPIRY, Capabilities.DELIVER);
        _openFor(_sold(handle));
    }

    function test_Sells_RevertWhen_Frozen() external {
        _freeze(handle);
        _refuseSeller(_sold(handle), _frozen());
        _thaw(handle);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _refuseSeller(_sold(handle), _frozen());
    }

    function test_Sells_RevertWhen_TheKeyIsRevoked() external {
        _setKey(handle, AGENT, 0, 0);
        _refuseSeller(_sold(handle), abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, handle, AGENT));
    }

    function test_Sells_ByAKeysCallAndByTheControllersWord() external {
        TermSheet memory sheet = _sold(handle);
        bytes memory buyers = _buyerSignature(sheet);
        VM.prank(AGENT);
        quittance.open(sheet.whole(), buyers, abi.encodePacked(AGENT));
        sheet.salt = 2;
        quittance.open(sheet.whole(), _buyerSignature(sheet), Envelopes.speak(PRINCIPAL_KEY, _dealId(sheet)));
        VM.assertEq(_unsettled(_dealId(sheet)), sheet.total(), "opened");
    }

    function test_Sells_RevertWhen_ItSpeaksForItself() external {
        TermSheet memory sheet = _sold(handle);
        bytes memory buyers = _buyerSignature(sheet);
        bytes[2] memory words = [bytes(""), Signing.sign(AGENT_KEY, _dealId(sheet))];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert();
            VM.prank(handle);
            quittance.open(sheet.whole(), buyers, words[i]);
        }
    }

    // ---- both ----

    function test_BetweenAccounts() external {
        address[2] memory sellers = [
            _openHandle(1, PolicySheets.unlimited()),
            _openHandleOf(STRANGER, 0, PolicySheets.unlimited())
        ];
        for (uint256 i = 0; i < 2; ++i) {
            TermSheet memory sheet = _soldBy(sellers[i], _bought(handle));
            _openFor(sheet);
            bytes32 digest = Digests.acceptance(address(quittance), _dealId(sheet), 1);
            quittance.accept(sheet.whole(), 1, _seal(handle, digest));
            VM.assertEq(_balance(sellers[i]), HANDLE_ROW + AMOUNT_1, "row");
        }
    }

    function _word(TermSheet memory sheet) private view returns (bytes memory) {
        return _seal(handle, _dealId(sheet));
    }

    function _refuseBuyer(TermSheet memory sheet, bytes memory word, bytes memory reason) private {
        bytes memory sellers = _sellerSignature(sheet);
        VM.expectRevert(reason);
        quittance.open(sheet.whole(), word, sellers);
    }

    function _refuseSeller(TermSheet memory sheet, bytes memory reason) private {
        bytes memory buyers = _buyerSignature(sheet);
        bytes memory word = _speak(_dealId(sheet));
        VM.expectRevert(reason);
        quittance.open(sheet.whole(), buyers, word);
    }

    function _missing(uint256 required, uint256 granted) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(IAuthority.Quittance_CapabilityMissing.selector, handle, AGENT, required, granted);
    }

    function _frozen() private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_FrozenAccount.selector, handle, PRINCIPAL);
    }
}
