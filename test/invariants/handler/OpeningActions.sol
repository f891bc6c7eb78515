// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Approvals} from "../../contracts/support/Approval.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Keeping} from "../Keeping.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {OrderActions} from "./OrderActions.sol";
import {GhostDeal, Phase} from "./Model.sol";
import {Statement, Word} from "./Words.sol";

/// @notice Opens deals, and tries to open what must not be opened.
abstract contract OpeningActions is OrderActions {
    function open(uint256 seed) external {
        Dice memory dice = Dice(seed);
        _open(dice, _draft(dice), "open", true);
    }

    function openFaulty(uint256 seed) external {
        Dice memory dice = Dice(seed);
        TermsFixture memory fixture = _draft(dice);
        _spoil(fixture, dice.roll(FAULTS));
        _open(dice, fixture, "openFaulty", false);
    }

    function _open(
        Dice memory dice,
        TermsFixture memory fixture,
        string memory action,
        bool sound
    ) internal returns (bool) {
        bytes32 id = Digests.terms(address(quittance), fixture);
        uint256 total = fixture.total();
        bool fromLedger = fixture.destinations & 1 != 0;
        bool affordable = fromLedger ? _fundsOf(fixture.buyer) >= total : _canPay(fixture.buyer, total);
        Attempt memory attempt = Attempt({
            action: action,
            caller: address(0),
            data: "",
            expected: sound && affordable,
            promised: sound ? 4 : 13
        });
        address key = _agreeToOpen(dice, fixture, id, attempt);
        uint256 worthBefore = _worthOf(fixture.buyer);
        if (!_attemptOnce(dice, attempt)) return false;
        if (_isOpened(fixture.buyer)) _checkCommitmentEvent(VM.getRecordedLogs(), fixture.buyer, id, key, total);
        _enter(dice, fixture, id);
        uint256 worth = _auditPayer(fixture.buyer);
        _hold(worth + total == worthBefore, 3, "opening did not take exactly the funding");
        _auditState(_deals.length - 1);
        _auditHeld();
        return true;
    }

    /// @return key Who signs for the buyer.
    function _agreeToOpen(
        Dice memory dice,
        TermsFixture memory fixture,
        bytes32 id,
        Attempt memory attempt
    ) private view returns (address key) {
        Statement memory buyers = _commits(dice, fixture.buyer, id, 1, fixture.total());
        (buyers.category, buyers.payees) = (fixture.category, _paid(fixture));
        buyers.approval = Approvals.openDeal(fixture);
        Statement memory sellers = _authorizes(dice, fixture.seller, id, 2);
        attempt.caller = dice.oneIn(2) ? buyers.caller : sellers.caller;
        (buyers.caller, sellers.caller) = (attempt.caller, attempt.caller);
        Word memory bySeller = _utter(dice, sellers);
        _subject(attempt, bySeller);
        Word memory byBuyer;
        if (fixture.destinations & 1 == 0 && !_isOpened(fixture.buyer)) {
            byBuyer = Word(_payment(dice, fixture, id), true, 0);
        } else {
            byBuyer = _utter(dice, buyers);
            _subject(attempt, byBuyer);
        }
        if (!_routed(fixture)) _subject(attempt, Word("", false, 20));
        attempt.data = abi.encodeCall(IDeals.open, (fixture.whole(), byBuyer.signature, bySeller.signature));
        return buyers.key;
    }

    /// @dev An account pays from its balance and is paid to it; what is frozen takes on no work.
    function _routed(TermsFixture memory fixture) private view returns (bool) {
        if (_isOpened(fixture.buyer) && fixture.destinations & 3 != 3) return false;
        return !_isOpened(fixture.seller) || (fixture.destinations & 4 != 0 && !_isFrozen(fixture.seller));
    }

    /// @return payees Everybody who may have a part of what the buyer commits, as its policy sees it.
    function _paid(TermsFixture memory fixture) internal pure returns (address[] memory payees) {
        uint256 count = 1;
        bool shared = fixture.verificationFee != 0 && fixture.panelAccount == address(0);
        payees = new address[](3 + fixture.panel.length);
        payees[0] = fixture.seller;
        if (fixture.marketplaceFee != 0) payees[count++] = fixture.marketplace;
        if (fixture.verificationFee != 0 && !shared) payees[count++] = fixture.panelAccount;
        for (uint256 i = 0; shared && i < fixture.panel.length; ++i) payees[count++] = fixture.panel[i];
        assembly ("memory-safe") {
            mstore(payees, count)
        }
    }

    /// @return The token's authorisation by which a wallet agrees and pays.
    function _payment(Dice memory dice, TermsFixture memory fixture, bytes32 id) internal view returns (bytes memory) {
        bytes32 digest = Digests.receiveAuthorization(
            address(usdc),
            address(quittance),
            fixture.buyer,
            fixture.total(),
            fixture.openBy,
            id
        );
        return _sign(dice, fixture.buyer, digest);
    }

    function _enter(Dice memory dice, TermsFixture memory fixture, bytes32 id) private {
        uint256 total = fixture.total();
        if (fixture.destinations & 1 != 0) _spend(fixture.buyer, total);
        else _walletOf[fixture.buyer] -= total;
        if (_isOpened(fixture.buyer)) {
            _addCommitment(fixture.buyer, id, total);
            ++done["openByAccount"];
        }
        if (_isOpened(fixture.seller)) ++done["openForAccount"];
        _locked += total;
        GhostDeal storage ghost = _deals.push();
        ghost.id = id;
        Keeping.keep(ghost.fixture, fixture);
        ghost.packed = fixture.whole();
        ghost.corrupt = _corrupt(dice, fixture.panel.length);
        ghost.openedAt = block.timestamp;
        ghost.funded = total;
        ghost.unsettled = total;
        if (fixture.milestones.length == 32) ++done["openWith32"];
        ++done[fixture.destinations & 1 != 0 ? "openFromLedger" : "openFromWallet"];
    }

    /// @dev Mostly fewer than a quorum, sometimes anybody.
    function _corrupt(Dice memory dice, uint256 jurors) private pure returns (uint256 mask) {
        uint256 most = dice.oneIn(5) ? jurors : jurors / 2;
        for (uint256 left = dice.roll(most + 1); left != 0; --left) mask |= 1 << dice.roll(jurors);
    }

    // ---- finding work ----

    /// @dev Mostly one of the latest deals, mostly a milestone that has not ended.
    function _pick(Dice memory dice) internal view returns (bool found, uint256 deal, uint256 milestone) {
        uint256 count = _deals.length;
        if (count == 0) return (false, 0, 0);
        uint256 span = count < 5 || dice.oneIn(4) ? count : 5;
        deal = count - 1 - dice.roll(span);
        uint256 milestones = _deals[deal].fixture.milestones.length;
        milestone = dice.roll(milestones);
        if (dice.oneIn(10)) return (true, deal, milestone);
        for (uint256 i = 0; i < milestones && _milestones[deal][milestone].phase == Phase.Settled; ++i) {
            milestone = (milestone + 1) % milestones;
        }
        return (true, deal, milestone);
    }

    /// @dev Mostly a milestone in one of two phases, if the latest deals have one.
    function _seek(
        Dice memory dice,
        Phase one,
        Phase other
    ) internal view returns (bool found, uint256 deal, uint256 milestone) {
        for (uint256 i = 0; i < 6; ++i) {
            (found, deal, milestone) = _pick(dice);
            if (!found) return (false, 0, 0);
            Phase phase = _milestones[deal][milestone].phase;
            if (phase == one || phase == other) break;
        }
    }
}
