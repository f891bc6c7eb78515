// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAgreements} from "../../../contracts/interfaces/IAgreements.sol";
import {IAmendments} from "../../../contracts/interfaces/IAmendments.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IDeliveries} from "../../../contracts/interfaces/IDeliveries.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {AmendActions} from "./AmendActions.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";

/// @notice Wallets that are shown something else than what is sent, in a single named field, and sign it. What they sign
/// is computed from the fields as they are shown, by `abi.encode` of the readable struct alone.
abstract contract MisleadActions is AmendActions {
    uint256 private constant TERMS_FIELDS = 27;
    string private constant URI = "ipfs://shown";

    function mislead(uint256 seed) external {
        bytes memory honest = _signed(Dice(seed), false);
        if (honest.length == 0) return;
        // What only the lie can be the reason to refuse.
        if (_undone(_stranger, honest, 0).ok) ++done["misleadAlone"];
        _attempt(Dice(seed), Attempt("mislead", _stranger, _signed(Dice(seed), true), false, 30));
    }

    /// @param lies Whether somebody is shown something else than what is sent.
    /// @return A call with all the words it needs; none where one of them is an account's.
    function _signed(Dice memory dice, bool lies) private returns (bytes memory) {
        if (dice.oneIn(3)) return _opening(dice, lies);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found || !_areWallets(_deals[deal].fixture)) return "";
        if (dice.oneIn(3)) return _amendment(dice, deal, lies);
        uint256 kind = dice.roll(5);
        return kind < 3 ? _alone(dice, deal, milestone, kind, lies) : _together(dice, deal, milestone, kind, lies);
    }

    function _areWallets(TermsFixture memory fixture) private view returns (bool) {
        return !_isOpened(fixture.buyer) && !_isOpened(fixture.seller);
    }

    /// @dev One party is shown other terms than those that are sent, or both are.
    function _opening(Dice memory dice, bool lies) private returns (bytes memory) {
        TermsFixture memory fixture = _draft(dice);
        if (!_areWallets(fixture)) return "";
        (bytes32 byBuyer, bytes32 bySeller) = _shown(dice, fixture, lies);
        bool fromLedger = fixture.destinations & 1 != 0;
        bytes memory buyers = fromLedger ? _sign(dice, fixture.buyer, byBuyer) : _payment(dice, fixture, byBuyer);
        return abi.encodeCall(IDeals.open, (fixture.whole(), buyers, _sign(dice, fixture.seller, bySeller)));
    }

    function _amendment(Dice memory dice, uint256 deal, bool lies) private returns (bytes memory) {
        TermsFixture memory next = _next(dice, deal);
        next.destinations |= 1;
        (bytes32 byBuyer, bytes32 bySeller) = _shown(dice, next, lies);
        bytes memory buyers = _sign(dice, next.buyer, byBuyer);
        bytes memory sellers = _sign(dice, next.seller, bySeller);
        return abi.encodeCall(IAmendments.amend, (_deals[deal].packed, next.whole(), buyers, sellers));
    }

    /// @return byBuyer What each signs.
    function _shown(
        Dice memory dice,
        TermsFixture memory fixture,
        bool lies
    ) private returns (bytes32 byBuyer, bytes32 bySeller) {
        bytes32 sent = Digests.terms(address(quittance), fixture);
        bytes32 other = Digests.terms(address(quittance), _changed(dice, fixture));
        _hold(other != sent, 30, "a field of the terms is not in what is signed");
        uint256 who = dice.roll(3);
        (byBuyer, bySeller) = (sent, sent);
        if (lies && who != 0) byBuyer = other;
        if (lies && who != 1) bySeller = other;
    }

    /// @return A release, a refund or a delivery, of which its signer was shown another amount, recipient or evidence.
    function _alone(
        Dice memory dice,
        uint256 deal,
        uint256 milestone,
        uint256 kind,
        bool lies
    ) private view returns (bytes memory) {
        TermsFixture memory fixture = _deals[deal].fixture;
        uint8 index = uint8(milestone);
        if (kind == 2) return _delivering(dice, fixture, index, lies);
        TermsFixture memory read = abi.decode(abi.encode(fixture), (TermsFixture));
        bytes32 id = _deals[deal].id;
        bool recipient = dice.oneIn(2);
        if (lies && recipient) (read.buyer, read.seller) = (_other(read.buyer), _other(read.seller));
        else if (lies) read.milestones[milestone].amount ^= 1;
        if (kind == 0) {
            bytes32 shown = Digests.release(address(quittance), id, read, index);
            return abi.encodeCall(ISettlements.release, (fixture.whole(), index, _sign(dice, fixture.buyer, shown)));
        }
        bytes32 digest = Digests.refund(address(quittance), id, read, index);
        return abi.encodeCall(ISettlements.refund, (fixture.whole(), index, _sign(dice, fixture.seller, digest)));
    }

    function _delivering(
        Dice memory dice,
        TermsFixture memory fixture,
        uint8 index,
        bool lies
    ) private view returns (bytes memory) {
        bytes32 evidence = bytes32(1 + dice.roll(1e6));
        bool other = dice.oneIn(2);
        bytes32 shown = Digests.delivery(
            address(quittance),
            Digests.terms(address(quittance), fixture),
            index,
            lies && other ? ~evidence : evidence,
            lies && !other ? string.concat(URI, "/") : URI
        );
        bytes memory word = _sign(dice, fixture.seller, shown);
        return abi.encodeCall(IDeliveries.deliver, (fixture.whole(), index, evidence, URI, word));
    }

    /// @return An agreement or a cancellation, of which one party was shown another split, remainder or end.
    function _together(
        Dice memory dice,
        uint256 deal,
        uint256 milestone,
        uint256 kind,
        bool lies
    ) private view returns (bytes memory) {
        TermsFixture memory fixture = _deals[deal].fixture;
        address q = address(quittance);
        uint40 until = uint40(block.timestamp + 1 + dice.roll(1 days));
        uint96 more = dice.oneIn(2) && lies ? 1 : 0;
        uint40 later = lies && more == 0 ? until + 1 : until;
        bytes32[2] memory digests;
        if (kind == 3) {
            uint96 part = uint96(dice.roll(fixture.milestones[milestone].amount));
            digests[0] = Digests.agreement(q, fixture, uint8(milestone), part, until);
            digests[1] = Digests.agreement(q, fixture, uint8(milestone), part + more, later);
            (bytes memory one, bytes memory other) = _words(dice, fixture, digests);
            return abi.encodeCall(IAgreements.agree, (fixture.whole(), uint8(milestone), part, until, one, other));
        }
        uint96 left = uint96(_deals[deal].unsettled);
        digests[0] = Digests.cancellation(q, fixture, left, until);
        digests[1] = Digests.cancellation(q, fixture, left + more, later);
        (bytes memory first, bytes memory second) = _words(dice, fixture, digests);
        return abi.encodeCall(IAgreements.cancel, (fixture.whole(), left, until, first, second));
    }

    /// @param digests Of what is sent, and of what one of them was shown.
    function _words(
        Dice memory dice,
        TermsFixture memory fixture,
        bytes32[2] memory digests
    ) private view returns (bytes memory buyers, bytes memory sellers) {
        bool byBuyer = dice.oneIn(2);
        buyers = _sign(dice, fixture.buyer, digests[byBuyer ? 1 : 0]);
        sellers = _sign(dice, fixture.seller, digests[byBuyer ? 0 : 1]);
    }

    /// @return read The same terms with another value in one field, of those that these terms have.
    function _changed(Dice memory dice, TermsFixture memory fixture) private pure returns (TermsFixture memory read) {
        read = abi.decode(abi.encode(fixture), (TermsFixture));
        uint256 field = dice.roll(TERMS_FIELDS);
        // What only some terms have is changed in those alone.
        if (fixture.contestWindow == 0 && field > 15 && field < 20) field = 0;
        if (fixture.amends.deal == 0 && field > 21 && field < 25) field = 1;
        if (field < 13) _changeEarlier(dice, read, field);
        else _changeLater(read, field);
    }

    function _changeEarlier(Dice memory dice, TermsFixture memory read, uint256 field) private pure {
        uint256 place = dice.roll(read.milestones.length);
        uint256 juror = dice.roll(read.panel.length);
        if (field == 0) read.buyer = _other(read.buyer);
        else if (field == 1) read.destinations ^= uint8(1 << dice.roll(3));
        else if (field == 2) read.verificationFee ^= 1;
        else if (field == 3) read.milestones[place].amount ^= 1;
        else if (field == 4) read.milestones[place].deadline ^= 1;
        else if (field == 5) read.seller = _other(read.seller);
        else if (field == 6) read.passingScore ^= 1;
        else if (field == 7) read.payoutStep ^= 1;
        else if (field == 8) read.contestWindow ^= 1;
        else if (field == 9) read.marketplaceFee ^= 1;
        else if (field == 10) read.panel[juror] = _other(read.panel[juror]);
        else if (field == 11) read.verdictWindow ^= 1;
        else read.silencePayout ^= 1;
    }

    /// @dev Whatever it is, as a draft may name anybody already.
    function _other(address account) private pure returns (address) {
        return address(uint160(account) ^ 1);
    }

    function _changeLater(TermsFixture memory read, uint256 field) private pure {
        if (field == 13) read.marketplace = _other(read.marketplace);
        else if (field == 14) read.panelAccount = _other(read.panelAccount);
        else if (field == 15) read.pact = ~read.pact;
        else if (field == 16) read.bond ^= 1;
        else if (field == 17) read.pool = _other(read.pool);
        else if (field == 18) read.arbiter = _other(read.arbiter);
        else if (field == 19) read.rulingWindow ^= 1;
        else if (field == 20) read.category ^= 1;
        else if (field == 21) read.reference_ = ~read.reference_;
        else if (field == 22) read.amends.deal = ~read.amends.deal;
        else if (field == 23) read.amends.remainder ^= 1;
        else if (field == 24) read.amends.delivered ^= 1;
        else if (field == 25) read.salt ^= 1;
        else read.openBy ^= 1;
    }
}
