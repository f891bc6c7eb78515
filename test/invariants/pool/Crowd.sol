// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {SignedBallot} from "../../../contracts/types/SignedBallot.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {Signing} from "../../contracts/support/Signing.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Duties} from "./Duties.sol";

/// @notice Everybody around a juror pool: each function is one bounded random act of somebody, made from one fuzzed
/// word. What each act must do is predicted from the documentation, and compared.
abstract contract Crowd is Duties {
    bytes32 private constant EVIDENCE = keccak256("evidence");
    uint256 private constant RECOUNT_EVERY = 50;

    uint256 private _acts;

    /// @dev A draw or a seat that got away stays away, so that looking at one of them every fourth time is enough.
    modifier audited(uint256 seed) {
        _;
        ++_acts;
        promise02_stakesRewardsAndForfeitsAreHeld();
        if (_acts % 4 == 0) _auditDuties(seed >> 128);
        if (_acts % RECOUNT_EVERY == 0) promise02_everyBalanceIsWhatItShouldBe();
    }

    // ---- seats ----

    function takeSeats(uint256 seed) external audited(seed) {
        uint256 count = 1 + (seed % 3);
        if (_staked + count * STAKE > MOST_SEATS * STAKE) return;
        address owner = _owner((seed >> 8) % OWNERS);
        uint256 juror = (seed >> 16) % JURORS;
        uint256[] memory taken = _takeSeats(owner, juror, count);
        for (uint256 i = 0; i < count; ++i) {
            _hold(_stakes[taken[i]] == 0, 2, "a seat was taken twice");
            _stakes[taken[i]] = STAKE;
        }
        _staked += count * STAKE;
        _countedAt.push(_clock);
        _counts.push(pool.seats());
        ++done["takeSeats"];
    }

    function changeKey(uint256 seed) external audited(seed) {
        (bool found, uint256 number, IJurorPool.Seat memory seat) = _seat(seed);
        if (!found) return;
        uint256 juror = (seed >> 64) % JURORS;
        bool allowed =
            seat.owner != address(0) &&
                seat.closedAt == 0 &&
                (seat.keySince == seat.joinedAt || _clock >= seat.keySince + UNBONDING);
        address caller = seat.owner == address(0) ? address(1) : seat.owner;
        bytes memory authorization = _authorization(_jurorKey(juror), caller);
        VM.prank(caller);
        (bool went, ) = address(pool).call(
            abi.encodeCall(pool.changeKey, (number, _juror(juror), VALID_UNTIL, authorization))
        );
        _hold(went == allowed, 24, "a key changed when it must not, or not when it may");
        if (went) ++done["changeKey"];
    }

    function leaveSeat(uint256 seed) external audited(seed) {
        (bool found, uint256 number, IJurorPool.Seat memory seat) = _seat(seed);
        if (!found) return;
        address caller = seed & 1 == 0 ? seat.owner : _owner((seed >> 8) % OWNERS);
        if (caller == address(0)) return;
        VM.prank(caller);
        (bool went, ) = address(pool).call(abi.encodeCall(pool.leaveSeat, (number)));
        _hold(went == (caller == seat.owner && seat.closedAt == 0), 24, "left as no one may");
        if (went) ++done["leaveSeat"];
    }

    function withdrawStake(uint256 seed) external audited(seed) {
        (bool found, uint256 number, IJurorPool.Seat memory seat) = _seat(seed);
        if (!found) return;
        if (seat.closedAt != 0 && seed & 1 == 0 && _clock < seat.closedAt + UNBONDING) {
            _pass(seat.closedAt + UNBONDING - _clock - ((seed >> 8) & 1));
        }
        bool allowed = seat.owner != address(0) && seat.closedAt != 0 && _clock >= seat.closedAt + UNBONDING;
        (bool went, ) = address(pool).call(abi.encodeCall(pool.withdrawStake, (number)));
        _hold(went == allowed, 24, "a stake returned when it must not, or not when it must");
        if (!went) return;
        _staked -= _stakes[number];
        _stakes[number] = 0;
        ++done["withdrawStake"];
    }

    /// @dev What a penalty took comes back, and nothing else changes.
    function topUpSeat(uint256 seed) external audited(seed) {
        (bool found, uint256 number, IJurorPool.Seat memory seat) = _seat(seed);
        if (!found) return;
        uint96 missing = STAKE - seat.stake;
        address payer = _owner((seed >> 8) % OWNERS);
        _fund(payer, 1);
        VM.prank(payer);
        (bool went, ) = address(pool).call(abi.encodeCall(pool.topUpSeat, (number)));
        bool allowed = seat.owner != address(0) && seat.closedAt == 0 && missing != 0;
        _hold(went == allowed, 24, "a stake was made whole when it must not be, or not when it may");
        if (!went) return;
        seat.stake = STAKE;
        _hold(
            keccak256(abi.encode(pool.seatOf(number))) == keccak256(abi.encode(seat)),
            24,
            "more than a stake changed"
        );
        _stakes[number] = STAKE;
        _staked += missing;
        ++done["topUpSeat"];
    }

    // ---- rounds ----

    function contest(uint256 seed) external audited(seed) {
        address[] memory excluded = new address[](2);
        excluded[0] = seed & 3 == 0 ? _owner((seed >> 8) % OWNERS) : address(0xb);
        excluded[1] = _juror((seed >> 16) % (2 * JURORS));
        uint40 sofar = seed & 8 == 0 ? 0 : uint40((seed >> 32) % 2 days);
        if (_open(seed & 4 == 0 ? 1 : 3, sofar, excluded)) ++done["contest"];
    }

    function vote(uint256 seed) external audited(seed) {
        (bool found, uint256 number) = _duty(seed);
        if (!found || _duties[number].over) return;
        Duty storage duty = _duties[number];
        for (uint256 position = 0; position < duty.panel.length / 20; ++position) {
            if ((seed >> (32 + position)) & 1 == 0 || (duty.voted >> position) & 1 == 1) continue;
            duty.voted |= 1 << position;
            escrow.vote(duty.terms, 0, position, uint16(position));
            ++done["vote"];
        }
    }

    function endRound(uint256 seed) external audited(seed) {
        (bool found, uint256 number) = _duty(seed);
        if (!found || _duties[number].over) return;
        Duty storage duty = _duties[number];
        uint256 end = duty.question.openedAt + ROUND_TIME;
        bool byParties = seed & 7 == 0;
        duty.cut = byParties && _clock < end;
        if (!byParties && _clock < end) _pass(ROUND_TIME);
        duty.late = seed & 0x30 == 0;
        if (duty.late) escrow.drawAt(duty.terms, 0, uint40(duty.question.openedAt) + ROUND_TIME / 2 + 1);
        if (byParties) escrow.endByParties(duty.terms, 0, _clock, 1);
        escrow.end(duty.terms, 0);
        duty.over = true;
        ++done["endRound"];
    }

    // ---- reports ----

    function reportAbsence(uint256 seed) external audited(seed) {
        if (_liabilities.length == 0) return;
        Liability memory bound = _liabilities[_liabilities.length - 1 - ((seed >> 32) % _newest())];
        Duty storage duty = _duties[bound.duty];
        uint256 position = _positionIn(duty.panel, bound.juror);
        uint256 bit = 1 << position;
        bool due = _isDue(bound.duty) && !duty.cut && !duty.late && duty.voted & bit == 0 && duty.punished & bit == 0;
        uint96 stake = _stakes[bound.seat];
        address reporter = _owner(seed % OWNERS);
        VM.prank(reporter);
        (bool went, ) = address(pool).call(
            abi.encodeCall(pool.reportAbsence, (duty.terms, 0, duty.panel, _list(position), _list(bound.seat)))
        );
        _hold(went == (due && stake != 0), 24, "an absence that was none, or was not punished");
        if (!went) return;
        duty.punished |= bit;
        uint96 penalty = stake < PENALTY ? stake : PENALTY;
        _settle(bound.seat, penalty, reporter);
        ++done["reportAbsence"];
    }

    function reportEquivocation(uint256 seed) external audited(seed) {
        if (_liabilities.length == 0) return;
        Liability memory bound = _liabilities[_liabilities.length - 1 - ((seed >> 32) % _newest())];
        Duty storage duty = _duties[bound.duty];
        uint256 position = _positionIn(duty.panel, bound.juror);
        uint96 stake = _stakes[bound.seat];
        address reporter = _owner(seed % OWNERS);
        bytes memory report = _equivocation(duty, bound, position, seed);
        VM.prank(reporter);
        (bool went, ) = address(pool).call(report);
        _hold(went == (_isDue(bound.duty) && stake != 0), 24, "a seat was not slashable, or was when it must not be");
        if (!went) return;
        _settle(bound.seat, stake, reporter);
        ++done["reportEquivocation"];
    }

    function collectReward(uint256 seed) external audited(seed) {
        address account = _owner((seed >> 8) % OWNERS);
        uint96 expected = _rewards[account];
        VM.prank(account);
        (bool went, ) = address(pool).call(abi.encodeCall(pool.collectReward, (address(0xca5))));
        _hold(went == (expected != 0), 2, "a reward that was none, or could not be collected");
        if (!went) return;
        _rewards[account] = 0;
        _rewarded -= expected;
        ++done["collectReward"];
    }

    // ---- the rest of the world ----

    function passTime(uint256 seed) external audited(seed) {
        _pass(seed & 3 == 0 ? seed % 20 days : seed % 2 days);
    }

    function sendUninvited(uint256 seed) external audited(seed) {
        uint256 amount = seed % 1e6;
        _mint(address(pool), amount);
        _uninvited += amount;
    }

    function pinSeed(uint256 seed) external audited(seed) {
        (bool found, uint256 number) = _duty(seed);
        if (found) pool.pinSeed(_duties[number].openedInBlock);
        else _pin(_height - 100);
    }

    // ---- inside ----

    function _auditDuties(uint256 seed) private {
        if (_duties.length != 0) promise23_aDrawStaysAsItWas(_duties.length - 1 - (seed % _recent(2)));
        if (_liabilities.length == 0) return;
        promise24_aSeatAnswersUntilUnbondingEnds(_liabilities.length - 1 - ((seed >> 64) % _newest()));
    }

    /// @dev Promise 31: a tenth of what was taken is the reporter's; the rest belongs to no one. A seat closes with less
    /// than half of its stake.
    function _settle(uint256 seat, uint96 taken, address reporter) private {
        _stakes[seat] -= taken;
        _staked -= taken;
        uint96 tenth = taken / 10;
        _rewards[reporter] += tenth;
        _rewarded += tenth;
        _lost += taken - tenth;
        if (_stakes[seat] < STAKE / 2) _hold(pool.seatOf(seat).closedAt != 0, 24, "open with too little stake");
    }

    /// @dev The round is over, and reports of it are still taken.
    function _isDue(uint256 duty) private view returns (bool) {
        return _duties[duty].over && _clock < _boundUntil(duty);
    }

    /// @return The report that the juror signed two scores, each alone or in a batch.
    function _equivocation(
        Duty storage duty,
        Liability memory bound,
        uint256 position,
        uint256 seed
    ) private view returns (bytes memory) {
        SignedBallot[2] memory signed = [
            _ballot(duty, bound.juror, 1, seed & 8 == 0),
            _ballot(duty, bound.juror, 2, seed & 16 == 0)
        ];
        uint256[] memory theirs = _list(bound.seat);
        bytes memory terms = duty.terms;
        bytes memory panel = duty.panel;
        return
            abi.encodeCall(
                pool.reportEquivocation,
                (terms, 0, panel, position, EVIDENCE, signed[0], signed[1], theirs)
            );
    }

    function _ballot(
        Duty storage duty,
        address juror,
        uint16 score,
        bool alone
    ) private view returns (SignedBallot memory ballot) {
        ballot.score = score;
        bytes32 inner = Digests.ballotStruct(duty.question.dealId, 0, 2, EVIDENCE, score, 0);
        bytes32 digest = Digests.ours(address(escrow), inner);
        if (!alone) {
            ballot.index = uint8(score % 2);
            ballot.siblings = new bytes32[](1);
            digest =
                score % 2 == 0
                    ? Digests.ballotPair(address(escrow), inner, 0)
                    : Digests.ballotPair(address(escrow), 0, inner);
        }
        ballot.signature = Signing.sign(_keys[juror], digest);
    }

    function _seat(uint256 seed) private view returns (bool found, uint256 number, IJurorPool.Seat memory seat) {
        uint256 seats = pool.seats();
        if (seats == 0) return (false, 0, seat);
        number = (seed >> 32) % seats;
        return (true, number, pool.seatOf(number));
    }

    function _duty(uint256 seed) private view returns (bool, uint256) {
        if (_duties.length == 0) return (false, 0);
        return (true, _duties.length - 1 - ((seed >> 24) % _recent(3)));
    }

    function _recent(uint256 most) private view returns (uint256) {
        return _duties.length < most ? _duties.length : most;
    }

    function _newest() private view returns (uint256) {
        return _liabilities.length < 30 ? _liabilities.length : 30;
    }

    function _positionIn(bytes memory panel, address juror) private pure returns (uint256 position) {
        while (_jurorIn(panel, position) != juror) ++position;
    }

    function _jurorIn(bytes memory panel, uint256 position) private pure returns (address juror) {
        assembly ("memory-safe") {
            juror := shr(96, mload(add(add(panel, 0x20), mul(position, 20))))
        }
    }

    function _list(uint256 only) private pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = only;
    }
}
