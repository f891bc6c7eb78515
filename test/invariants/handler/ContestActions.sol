// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {Approvals} from "../../contracts/support/Approval.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {MisleadActions} from "./MisleadActions.sol";
import {GhostContest, GhostMilestone, Phase} from "./Model.sol";
import {Statement, Word} from "./Words.sol";

/// @notice A contest as it is about to be made.
struct Objection {
    uint256 deal;
    uint256 milestone;
    uint8 round;
    uint16 payout;
    address contester;
    address payer;
    bool fromWallet;
    uint40 validBefore;
    /// @dev What a payer authorises.
    bytes32 nonce;
}

/// @notice Contests with a bond of the contester or of a third, from the ledger or a wallet; and where bonds go.
abstract contract ContestActions is MisleadActions {
    function contest(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seekContestable(dice);
        if (!found) (found, deal, milestone) = _seek(dice, Phase.Provisional, Phase.Delivered);
        if (found) _contest(dice, deal, milestone);
    }

    /// @dev Among the latest deals; now and then none though there is one.
    function _seekContestable(Dice memory dice) private view returns (bool found, uint256 deal, uint256 milestone) {
        uint256 count = _deals.length;
        for (uint256 back = 1; back <= 8 && back <= count; ++back) {
            deal = count - back;
            if (_deals[deal].fixture.contestWindow == 0) continue;
            uint256 milestones = _deals[deal].fixture.milestones.length;
            for (uint256 i = 0; i < milestones && i < 5; ++i) {
                if (_canContest(deal, i) && !dice.oneIn(4)) return (true, deal, i);
            }
        }
    }

    function releaseBond(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seekBond(dice);
        if (!found) return;
        uint256 round = 2 + dice.roll(2);
        if (!_contests[deal][milestone][round].held) round ^= 1;
        _releaseBond(dice, deal, milestone, uint8(round));
    }

    function _contest(Dice memory dice, uint256 deal, uint256 milestone) internal {
        Objection memory objection = _object(dice, deal, milestone);
        Attempt memory attempt;
        attempt.action = objection.round == 3 ? "contestBeforeArbiter" : "contest";
        attempt.expected = _mayContest(objection);
        attempt.promised = 12;
        address key = _contestData(dice, objection, attempt);
        bool bySignature = attempt.caller == _relayer;
        uint256 worthBefore = _worthOf(objection.payer);
        // Its own call may come again, before the next round; what was signed names the round.
        bool ok = bySignature ? _attemptOnce(dice, attempt) : _attempt(dice, attempt);
        if (!ok) return;
        _checkBondCommitment(objection, key);
        address panel = _deals[deal].fixture.panelAccount;
        bool credited = _earnedByQuorum(deal, milestone) && !_isShared(deal);
        uint256 fee = credited ? _deals[deal].fixture.verificationFee : 0;
        _contested(objection);
        _deals[deal].paidOut += fee;
        if (fee != 0) _auditAccount(panel);
        ++done[objection.fromWallet ? "contestFromWallet" : "contestFromLedger"];
        if (objection.payer != objection.contester) ++done["contestByThird"];
        uint256 worth = _auditPayer(objection.payer);
        if (objection.payer == panel || _treasuryOf(objection.payer) == panel) worth -= fee;
        _hold(worth + _deals[deal].fixture.bond == worthBefore, 1, "a contest did not take exactly the bond");
        _auditState(deal);
        _auditRecord(deal, milestone);
        _auditHeld();
    }

    /// @dev Mostly right; now and then another payout, another contester, or a payer without the money.
    function _object(
        Dice memory dice,
        uint256 deal,
        uint256 milestone
    ) private view returns (Objection memory objection) {
        TermsFixture storage fixture = _deals[deal].fixture;
        GhostMilestone storage ghost = _milestones[deal][milestone];
        objection.deal = deal;
        objection.milestone = milestone;
        objection.round = ghost.contests == 0 ? 2 : 3;
        objection.payout = _provisionalOf(deal, milestone);
        if (dice.oneIn(12)) objection.payout ^= 1;
        objection.contester = dice.oneIn(2) ? fixture.buyer : fixture.seller;
        // Mostly who can gain by it.
        if (objection.payout == 0 && !dice.oneIn(8)) objection.contester = fixture.seller;
        if (objection.payout == FULL && !dice.oneIn(8)) objection.contester = fixture.buyer;
        if (dice.oneIn(12)) objection.contester = _trader(dice);
        objection.payer =
            dice.oneIn(2)
                ? objection.contester
                : dice.oneIn(2)
                    ? _trader(dice)
                    : _account(dice);
        objection.fromWallet = _fundsOf(objection.payer) < fixture.bond ? !dice.oneIn(4) : dice.oneIn(4);
        if (_isOpened(objection.payer)) objection.fromWallet = false;
        objection.nonce = Digests.bond(
            address(quittance),
            objection.payer,
            _deals[deal].id,
            uint8(milestone),
            objection.round,
            objection.contester,
            fixture.bond
        );
        objection.validBefore = uint40(block.timestamp + dice.roll(1 days));
    }

    function _mayContest(Objection memory objection) private view returns (bool) {
        (uint256 deal, uint256 milestone) = (objection.deal, objection.milestone);
        TermsFixture storage fixture = _deals[deal].fixture;
        if (!_canContest(deal, milestone)) return false;
        if (objection.payout != _provisionalOf(deal, milestone)) return false;
        if (objection.contester != fixture.buyer && objection.contester != fixture.seller) return false;
        if (objection.payout == (objection.contester == fixture.buyer ? 0 : FULL)) return false;
        if (!objection.fromWallet) return _fundsOf(objection.payer) >= fixture.bond;
        return _canPay(objection.payer, fixture.bond) && block.timestamp < objection.validBefore;
    }

    /// @return key Who signs for the payer.
    function _contestData(
        Dice memory dice,
        Objection memory objection,
        Attempt memory attempt
    ) private view returns (address key) {
        // Everything and nothing cannot get worse for who may contest them: any key will do.
        uint8 capability = objection.payout == 0 || objection.payout == FULL ? 0 : 4;
        Statement memory contesters = _authorizes(dice, objection.contester, _contestDigest(objection), capability);
        Statement memory payers = _commits(
            dice,
            objection.payer,
            objection.nonce,
            1,
            _deals[objection.deal].fixture.bond
        );
        (payers.category, payers.payees) = (_deals[objection.deal].fixture.category, _judges(objection.deal));
        payers.approval = Approvals.payBond(_deals[objection.deal].fixture);
        // A wallet that pays for itself has said so by its contest; whose call it is says nothing else.
        if (objection.payer == objection.contester && !_isOpened(objection.payer)) payers.caller = contesters.caller;
        attempt.caller = dice.oneIn(3) ? payers.caller : contesters.caller;
        (payers.caller, contesters.caller) = (attempt.caller, attempt.caller);
        Word memory word = _utter(dice, contesters);
        _subject(attempt, word);
        IContests.BondPayment memory payment = IContests.BondPayment({
            payer: objection.payer,
            fromWallet: objection.fromWallet,
            validBefore: objection.validBefore,
            signature: _bondSignature(dice, objection, payers, attempt)
        });
        attempt.data = _contestCall(objection, word.signature, payment);
        return payers.key;
    }

    function _contestCall(
        Objection memory objection,
        bytes memory signature,
        IContests.BondPayment memory payment
    ) private view returns (bytes memory) {
        bytes memory packed = _deals[objection.deal].packed;
        return
            abi.encodeCall(
                IContests.contest,
                (packed, uint8(objection.milestone), objection.contester, objection.payout, signature, payment)
            );
    }

    function _contestDigest(Objection memory objection) private view returns (bytes32) {
        return
            Digests.contest(
                address(quittance),
                _deals[objection.deal].id,
                uint8(objection.milestone),
                objection.round,
                objection.payout,
                _deals[objection.deal].fixture.bond,
                objection.payer,
                objection.fromWallet
            );
    }

    /// @return payees Whom a bond may come to pay.
    function _judges(uint256 deal) private view returns (address[] memory payees) {
        TermsFixture storage fixture = _deals[deal].fixture;
        payees = new address[](fixture.arbiter == address(0) ? 1 : 2);
        payees[0] = fixture.pool;
        if (payees.length == 2) payees[1] = fixture.arbiter;
    }

    function _bondSignature(
        Dice memory dice,
        Objection memory objection,
        Statement memory payers,
        Attempt memory attempt
    ) private view returns (bytes memory) {
        if (objection.fromWallet) {
            bytes32 digest = Digests.receiveAuthorization(
                address(usdc),
                address(quittance),
                objection.payer,
                _deals[objection.deal].fixture.bond,
                objection.validBefore,
                objection.nonce
            );
            return _sign(dice, objection.payer, digest);
        }
        if (!_isOpened(objection.payer) && objection.payer == objection.contester) return "";
        Word memory word = _utter(dice, payers);
        _subject(attempt, word);
        return word.signature;
    }

    function _checkBondCommitment(Objection memory objection, address key) private {
        if (!_isOpened(objection.payer)) return;
        uint256 bond = _deals[objection.deal].fixture.bond;
        _checkCommitmentEvent(VM.getRecordedLogs(), objection.payer, objection.nonce, key, bond);
    }

    function _contested(Objection memory objection) private {
        TermsFixture storage fixture = _deals[objection.deal].fixture;
        GhostMilestone storage ghost = _milestones[objection.deal][objection.milestone];
        if (_earnedByQuorum(objection.deal, objection.milestone)) _earn(objection.deal, objection.milestone);
        if (ghost.phase == Phase.Delivered) ++done["contestSilence"];
        if (ghost.phase == Phase.Round2) ++done["contestAfterSilentRound"];
        ghost.phase = ++ghost.contests == 1 ? Phase.Round2 : Phase.Ruling;
        ghost.payout = objection.payout;
        GhostContest storage made = _contests[objection.deal][objection.milestone][objection.round];
        made.payer = objection.payer;
        made.nonce = objection.nonce;
        made.byBuyer = objection.contester == fixture.buyer;
        made.payout = objection.payout;
        made.openedAt = uint40(block.timestamp);
        made.held = true;
        made.left = fixture.bond;
        _bonds += fixture.bond;
        if (objection.fromWallet) _walletOf[objection.payer] -= fixture.bond;
        else _spend(objection.payer, fixture.bond);
        if (!_isOpened(objection.payer)) return;
        _addCommitment(objection.payer, objection.nonce, fixture.bond);
        ++done["bondByAccount"];
    }

    // ---- bonds ----

    function _releaseBond(Dice memory dice, uint256 deal, uint256 milestone, uint8 round) internal {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        GhostContest storage made = _contests[deal][milestone][round];
        bytes memory panel = round == 2 ? _packed(ghost.panel) : bytes("");
        bool cut = round == 2 && _isCutShort(deal, milestone);
        bool earned = ghost.votes != 0 || cut;
        bool wrong = round == 2 && earned && dice.oneIn(10);
        if (wrong) panel = bytes.concat(panel, bytes20(_relayer));
        Attempt memory attempt = Attempt({
            action: "releaseBond",
            caller: dice.oneIn(2) ? _relayer : _stranger,
            data: abi.encodeCall(IContests.releaseBond, (_deals[deal].packed, uint8(milestone), round, panel)),
            expected: _canRelease(deal, milestone, round) && !wrong,
            promised: cut ? 29 : 16
        });
        if (!_attemptOnce(dice, attempt)) return;
        if (round == 3 || !earned) _returnBond(made);
        else _shareJurorReward(deal, milestone);
        _auditTold(deal, milestone, false);
        _hold(made.returned + made.earned == made.left, 15, "a juror reward is not what the draw has left of the bond");
        _hold(!cut || made.returned == 0, 29, "parties that cut a round short took the drawn panel's reward away");
        _auditAccount(made.payer);
        if (round == 2) for (uint256 i = 0; i < ghost.panel.length; ++i) _auditAccount(ghost.panel[i]);
        _auditRecord(deal, milestone);
        _auditHeld();
    }

    /// @dev The parties ended round 2 after its draw, before its time and before it decided.
    function _isCutShort(uint256 deal, uint256 milestone) private view returns (bool) {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        if (ghost.panel.length == 0 || ghost.round == 2 || ghost.endedAt == 0) return false;
        uint256 end = _contests[deal][milestone][2].openedAt + uint256(_deals[deal].fixture.verdictWindow);
        return ghost.endedAt < end;
    }

    /// @dev In equal parts to those near the interval, to all who voted without one, to the whole panel when the
    /// parties cut its round short; the remainder to the first. Of the votes only that distance counts: whose side they
    /// took is not asked (promise 15).
    function _shareJurorReward(uint256 deal, uint256 milestone) private {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        TermsFixture memory fixture = _deals[deal].fixture;
        uint256 sharers;
        uint256 count;
        bool whole = _isCutShort(deal, milestone);
        (bool reached, uint256 lowest, uint256 highest) = _intervalOf(fixture, ghost.votes, ghost.panel.length);
        for (uint256 i = 0; i < ghost.panel.length; ++i) {
            uint256 lane = (ghost.votes >> (16 * i)) & 0xffff;
            if (!whole) {
                if (lane == 0) continue;
                uint256 payout = _payoutFor(fixture, lane - 1);
                if (reached && payout + fixture.payoutStep < lowest) continue;
                if (reached && payout > highest + fixture.payoutStep) continue;
            }
            sharers |= 1 << i;
            ++count;
        }
        uint256 left = _contests[deal][milestone][2].left;
        _contests[deal][milestone][2].held = false;
        uint256 rest = left % count;
        for (uint256 i = 0; i < ghost.panel.length; ++i) {
            if ((sharers >> i) & 1 == 0) continue;
            _payBond(ghost.panel[i], left / count + rest);
            rest = 0;
        }
        if (whole) ++done["jurorRewardOfCutShort"];
        else ++done[ghost.round == 2 ? "jurorRewardOfVerdict" : "jurorRewardOfUndecided"];
    }

    function _packed(address[] memory panel) internal pure returns (bytes memory packed) {
        for (uint256 i = 0; i < panel.length; ++i) packed = bytes.concat(packed, bytes20(panel[i]));
    }

    /// @dev Mostly a milestone with a bond that is held, if the latest deals have one.
    function _seekBond(Dice memory dice) private view returns (bool found, uint256 deal, uint256 milestone) {
        for (uint256 i = 0; i < 6; ++i) {
            (found, deal, milestone) = _pick(dice);
            if (!found) return (false, 0, 0);
            uint256 count = _deals[deal].fixture.milestones.length;
            for (uint256 j = 0; j < count; ++j) {
                milestone = (milestone + 1) % count;
                if (_contests[deal][milestone][2].held || _contests[deal][milestone][3].held)
                    return (true, deal, milestone);
            }
        }
    }
}
