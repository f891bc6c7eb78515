// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IBatches} from "../../../contracts/interfaces/IBatches.sol";
import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {Vm, VM} from "../../contracts/support/Vm.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {JuryActions} from "./JuryActions.sol";
import {Sitting} from "./Sittings.sol";

/// @notice One milestone of a batch of verdicts.
struct GroupedVerdict {
    Sitting sitting;
    /// @dev Of the terms as they are sent, and the deal that these are.
    uint64 salt;
    bytes32 id;
    /// @dev The model says that it is settled.
    bool settles;
}

/// @notice A batch of verdicts: as many of each group, one group after the other.
struct Docket {
    /// @dev Of each group: its deal, and one bit a seat of those who sign.
    uint256[] deals;
    uint256[] signers;
    uint256 each;
    GroupedVerdict[] items;
    /// @dev Each juror signs once for all groups in which it sits.
    bool nested;
    /// @dev Whose signature is not its own, or of something else. Nobody's, if it is zero.
    address forged;
    bool allOrNothing;
}

/// @notice Jurors who sign many verdicts at once, of milestones of several deals, one of which may be refused.
abstract contract GroupActions is JuryActions {
    uint8 private constant SALTS_AND_SCORES = 16 | 128;
    uint256 private constant ANYBODY = type(uint256).max;

    function judgeMany(uint256 seed) external {
        Dice memory dice = Dice(seed);
        if (_deals.length == 0) return;
        Docket memory docket = _docket(dice);
        Attempt memory attempt = Attempt("judgeMany", dice.oneIn(2) ? _relayer : _stranger, "", true, 26);
        bool all = _foresee(docket);
        if (docket.allOrNothing) attempt.expected = all;
        for (uint256 g = 0; g < docket.deals.length; ++g) {
            uint256 seats = _deals[docket.deals[g]].fixture.panel.length;
            if (docket.forged == address(0) && _bits(docket.signers[g]) * 2 > seats) continue;
            (attempt.expected, attempt.promised) = (false, 6);
        }
        attempt.data = _submissionOf(dice, docket);
        address[] memory payees = _payeesOf(docket);
        uint256 worthBefore = _worth(payees);
        if (!_attempt(dice, attempt)) return;
        _checkVerdictEvents(docket);
        uint256 moved = _settleMany(docket);
        uint256 worth = _bonds;
        for (uint256 i = 0; i < payees.length; ++i) worth += _auditAccount(payees[i]);
        _hold(worth == worthBefore + moved, 3, "a batch of verdicts paid out more or less than it settled");
        for (uint256 g = 0; g < docket.deals.length; ++g) _auditState(docket.deals[g]);
        _auditHeld();
    }

    // ---- what is judged ----

    function _docket(Dice memory dice) private view returns (Docket memory docket) {
        uint256 groups = dice.between(1, 3);
        docket.each = [1, 2, 4][dice.roll(3)];
        docket.nested = dice.oneIn(2);
        docket.allOrNothing = dice.oneIn(4);
        docket.deals = new uint256[](groups);
        docket.signers = new uint256[](groups);
        docket.items = new GroupedVerdict[](groups * docket.each);
        for (uint256 g = 0; g < groups; ++g) _fillGroup(dice, docket, g);
        if (dice.oneIn(2)) _spoilItem(dice, docket.items[dice.roll(docket.items.length)]);
        if (!dice.oneIn(8)) return docket;
        Sitting memory first = docket.items[0].sitting;
        for (uint256 i = 0; i < first.panel.length; ++i) {
            if ((docket.signers[0] >> i) & 1 == 1) docket.forged = first.panel[i];
        }
    }

    function _fillGroup(Dice memory dice, Docket memory docket, uint256 group) private view {
        (uint256 deal, uint256 milestone) = _seekForGroup(dice);
        docket.deals[group] = deal;
        for (uint256 i = 0; i < docket.each; ++i) {
            if (i != 0) milestone = dice.roll(_deals[deal].fixture.milestones.length);
            GroupedVerdict memory item = docket.items[group * docket.each + i];
            (item.id, item.salt) = (_deals[deal].id, _deals[deal].fixture.salt);
            item.sitting = _sitInGroup(dice, deal, milestone, i == 0 ? ANYBODY : docket.signers[group]);
            docket.signers[group] = item.sitting.present;
        }
    }

    /// @dev Mostly a deal whose verdicts groups can carry.
    function _seekForGroup(Dice memory dice) private view returns (uint256 deal, uint256 milestone) {
        for (uint256 i = 0; i < 10; ++i) {
            (, deal, milestone) = _pick(dice);
            if (_isForGroups(deal) && _canDeliver(deal, milestone)) break;
        }
    }

    /// @param signers Of the items before it.
    /// @return sitting Mostly one that pays the seller in full, if there is such a piece of work.
    function _sitInGroup(
        Dice memory dice,
        uint256 deal,
        uint256 milestone,
        uint256 signers
    ) private view returns (Sitting memory sitting) {
        for (uint256 i = 0; i < 4; ++i) {
            sitting = _sit(dice, deal, milestone, _evidence(dice, deal, milestone));
            if (signers != ANYBODY) _seatOthers(sitting, signers);
            if (sitting.decided && sitting.payout == FULL) break;
        }
    }

    function _seatOthers(Sitting memory sitting, uint256 signers) private view {
        uint256[] memory first = _firstScores(sitting);
        (sitting.present, sitting.equivocal) = (signers, false);
        for (uint256 i = 0; i < first.length; ++i) {
            if ((signers >> i) & 1 == 1 && sitting.scores[i] != first[i]) sitting.equivocal = true;
        }
        (sitting.decided, sitting.payout) = _determine(_deals[sitting.deal].fixture, sitting);
    }

    /// @dev No such milestone, no evidence, a score beyond the range, or no such deal.
    function _spoilItem(Dice memory dice, GroupedVerdict memory item) private view {
        TermsFixture memory fixture = _deals[item.sitting.deal].fixture;
        uint256 fault = dice.roll(4);
        if (fault == 0) {
            item.sitting.milestone = fixture.milestones.length;
        } else if (fault == 1) {
            item.sitting.evidence = 0;
        } else if (fault == 2) {
            for (uint256 i = 0; i < fixture.panel.length; ++i) item.sitting.scores[i] = FULL + 1;
        } else {
            item.salt = ++fixture.salt;
            item.id = Digests.terms(address(quittance), fixture);
        }
        item.sitting.decided = false;
    }

    /// @dev Only what is paid in full, at once, to those whom the terms name.
    function _isForGroups(uint256 deal) private view returns (bool) {
        return _deals[deal].fixture.contestWindow == 0 && !_isShared(deal);
    }

    /// @return all Whether every item is settled.
    function _foresee(Docket memory docket) private view returns (bool all) {
        all = true;
        for (uint256 i = 0; i < docket.items.length; ++i) {
            Sitting memory sitting = docket.items[i].sitting;
            bool settles = sitting.decided && sitting.payout == FULL && _isForGroups(sitting.deal);
            settles = settles && _canDeliver(sitting.deal, sitting.milestone);
            for (uint256 j = 0; j < i && settles; ++j) {
                Sitting memory earlier = docket.items[j].sitting;
                bool same = earlier.deal == sitting.deal && earlier.milestone == sitting.milestone;
                if (same && docket.items[j].settles) settles = false;
            }
            docket.items[i].settles = settles;
            all = all && settles;
        }
    }

    // ---- how it is sent ----

    function _submissionOf(Dice memory dice, Docket memory docket) private view returns (bytes memory) {
        VerdictGroup[] memory groups = new VerdictGroup[](docket.deals.length);
        for (uint256 g = 0; g < groups.length; ++g) {
            groups[g].terms = _deals[docket.deals[g]].packed;
            groups[g].items = abi.encodePacked(SALTS_AND_SCORES);
            for (uint256 i = g * docket.each; i < (g + 1) * docket.each; ++i) {
                groups[g].items = abi.encodePacked(
                    groups[g].items,
                    docket.items[i].salt,
                    uint8(docket.items[i].sitting.milestone),
                    docket.items[i].sitting.evidence,
                    _scoresOf(docket, i)
                );
            }
            groups[g].jurors = _signed(dice, docket, g);
        }
        return abi.encodeCall(IBatches.submitVerdicts, (groups, docket.allOrNothing));
    }

    /// @return packed Of each who signs.
    function _scoresOf(Docket memory docket, uint256 item) private pure returns (bytes memory packed) {
        Sitting memory sitting = docket.items[item].sitting;
        uint256 signers = docket.signers[item / docket.each];
        for (uint256 i = 0; i < sitting.panel.length; ++i) {
            if ((signers >> i) & 1 == 1) packed = abi.encodePacked(packed, uint16(sitting.scores[i]));
        }
    }

    function _signed(Dice memory dice, Docket memory docket, uint256 group) private view returns (bytes memory) {
        address[] memory panel = docket.items[group * docket.each].sitting.panel;
        bytes memory signatures;
        for (uint256 i = 0; i < panel.length; ++i) {
            if ((docket.signers[group] >> i) & 1 == 0) continue;
            bytes memory signature = _signatureOf(dice, docket, group, panel[i]);
            uint16 mark = docket.nested ? 0x8000 : 0;
            signatures = abi.encodePacked(signatures, uint16(signature.length) | mark, signature);
        }
        return abi.encodePacked(uint8(_bits(docket.signers[group])), _entriesOf(docket, group), signatures);
    }

    /// @return entries Position and reasons of each who signs.
    function _entriesOf(Docket memory docket, uint256 group) private pure returns (bytes memory entries) {
        uint256 signers = docket.signers[group];
        for (uint256 i = 0; signers >> i != 0; ++i) {
            if ((signers >> i) & 1 == 1) entries = abi.encodePacked(entries, uint8(i), _reasonsOf(i));
        }
    }

    function _reasonsOf(uint256 seat) private pure returns (bytes32) {
        return keccak256(abi.encode("reasons for many", seat));
    }

    function _signatureOf(
        Dice memory dice,
        Docket memory docket,
        uint256 group,
        address juror
    ) private view returns (bytes memory signature) {
        uint256 groups = docket.deals.length;
        (uint256 from, uint256 to) = docket.nested ? (0, groups) : (group, group + 1);
        bytes32[] memory leaves = _leavesOf(docket, from, to, juror);
        bytes32 digest = Digests.ballotTree(address(quittance), leaves);
        if (juror != docket.forged) signature = _sign(dice, juror, digest);
        else if (dice.oneIn(2)) signature = _sign(dice, _stranger, digest);
        else signature = _sign(dice, juror, keccak256(abi.encode(digest)));
        if (!docket.nested) return signature;
        uint256 place = _leavesOf(docket, 0, group, juror).length / docket.each;
        // Of what it signed, an earlier group of the call has the signature already.
        if (place != 0 && dice.oneIn(2)) signature = "";
        return bytes.concat(_proofOf(leaves, docket.each, place), signature);
    }

    /// @return leaves The struct hashes of a juror's ballots on all groups in which it signs.
    function _leavesOf(
        Docket memory docket,
        uint256 from,
        uint256 to,
        address juror
    ) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](docket.items.length);
        uint256 count;
        for (uint256 i = from * docket.each; i < to * docket.each; ++i) {
            Sitting memory sitting = docket.items[i].sitting;
            for (uint256 seat = 0; seat < sitting.panel.length; ++seat) {
                if (sitting.panel[seat] != juror || (docket.signers[i / docket.each] >> seat) & 1 == 0) continue;
                leaves[count++] = _leafOf(docket.items[i], seat);
            }
        }
        assembly ("memory-safe") {
            mstore(leaves, count)
        }
    }

    function _leafOf(GroupedVerdict memory item, uint256 seat) private pure returns (bytes32) {
        Sitting memory sitting = item.sitting;
        uint16 score = uint16(sitting.scores[seat]);
        return Digests.ballotStruct(item.id, uint8(sitting.milestone), 1, sitting.evidence, score, _reasonsOf(seat));
    }

    /// @param place Of the group among those of the tree.
    /// @return The way from a group's ballots to the root: height, index and siblings.
    function _proofOf(bytes32[] memory leaves, uint256 each, uint256 place) private pure returns (bytes memory) {
        (bytes32[] memory full, ) = Digests.fill(leaves);
        uint8 height;
        bytes memory siblings;
        for (uint256 size = each; size < full.length; size *= 2) {
            uint256 beside = (((place * each) / size) ^ 1) * size;
            siblings = bytes.concat(siblings, Digests.listHash(full, beside, beside + size));
            ++height;
        }
        return abi.encodePacked(height, uint8(place), siblings);
    }

    // ---- what it leads to ----

    /// @return payees Whom the batch can pay, each once.
    function _payeesOf(Docket memory docket) private view returns (address[] memory payees) {
        payees = new address[](docket.items.length * 16);
        uint256 count;
        for (uint256 i = 0; i < docket.deals.length; ++i) {
            address[] memory more = _payees(docket.deals[i], 0);
            for (uint256 j = 0; j < more.length; ++j) count = _include(payees, count, more[j]);
        }
        assembly ("memory-safe") {
            mstore(payees, count)
        }
    }

    /// @dev In the model as each would be alone.
    /// @return moved What left all deals.
    function _settleMany(Docket memory docket) private returns (uint256 moved) {
        for (uint256 i = 0; i < docket.items.length; ++i) {
            Sitting memory sitting = docket.items[i].sitting;
            if (!docket.items[i].settles) {
                ++done["judgeManyRefuses"];
                continue;
            }
            _checkMedian(sitting, FULL);
            uint256 held = _deals[sitting.deal].unsettled;
            uint256 amount = _deals[sitting.deal].fixture.milestones[sitting.milestone].amount;
            _earn(sitting.deal, sitting.milestone);
            _end(sitting.deal, sitting.milestone, amount);
            uint256 left = held - _deals[sitting.deal].unsettled;
            _deals[sitting.deal].paidOut += left;
            moved += left;
            _auditRecord(sitting.deal, sitting.milestone);
            ++done[docket.nested && i >= docket.each ? "judgeManyGroups" : "judgeManySettles"];
        }
    }

    /// @dev One event for each group that settled anything, and one for each item that was refused, in their order.
    function _checkVerdictEvents(Docket memory docket) private {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        bytes memory emitted;
        bytes memory refused;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(quittance)) continue;
            if (logs[i].topics[0] == IBatches.VerdictsReached.selector) emitted = bytes.concat(emitted, logs[i].data);
            if (logs[i].topics[0] != IItems.ItemRefused.selector) continue;
            (uint256 index, ) = abi.decode(logs[i].data, (uint256, bytes));
            refused = abi.encodePacked(refused, index);
        }
        bytes memory expected;
        bytes memory others;
        for (uint256 g = 0; g < docket.deals.length; ++g) {
            bytes memory verdicts;
            for (uint256 i = g * docket.each; i < (g + 1) * docket.each; ++i) {
                if (docket.items[i].settles) verdicts = bytes.concat(verdicts, _verdictOf(docket, i));
                else others = abi.encodePacked(others, i);
            }
            if (verdicts.length == 0) continue;
            expected = bytes.concat(expected, abi.encode(_entriesOf(docket, g), verdicts));
        }
        _hold(keccak256(emitted) == keccak256(expected), 26, "a batch emitted other verdicts than it settled");
        _hold(keccak256(refused) == keccak256(others), 26, "a batch refused other items than the model");
    }

    function _verdictOf(Docket memory docket, uint256 item) private pure returns (bytes memory) {
        GroupedVerdict memory verdict = docket.items[item];
        uint8 milestone = uint8(verdict.sitting.milestone);
        return abi.encodePacked(verdict.id, verdict.sitting.evidence, milestone, _scoresOf(docket, item));
    }
}
