// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice What anybody can do to a milestone, or let happen to it.
enum Act {
    Deliver,
    Judge,
    Release,
    Refund,
    Agree,
    Cancel,
    Reclaim,
    Settle,
    Contest,
    Draw,
    VoteOne, // one juror of round 2, which decides nothing
    VoteMost, // the other two, who decide it
    Rule,
    ReleaseSecond,
    ReleaseThird,
    Amend, // by terms with the same windows, from now on
    WaitLast, // to the last second before the next window ends
    WaitEnd // to the second where it has ended
}

enum Kind {
    Pending,
    Delivered,
    Provisional, // by a verdict of round 1
    Round2,
    Provisional2, // by a verdict of round 2, before an arbiter
    Arbiter,
    Settled
}

/// @notice Where in its windows a milestone is.
enum Period {
    Running, // the round that is at work, or that may object
    Contestable, // it was silent, and that may be contested
    Due // no one can change it any more
}

/// @notice A state of a milestone. Times are what is left, so that two ways to one state are one state.
struct State {
    Kind kind;
    Period period;
    bool delivered; // on-chain
    uint8 round; // the last that decided
    uint8 contests;
    bool drawn;
    bool votedOne;
    bool votedMost;
    uint8 bonds; // bit 0: that of round 2 is held; bit 1: that of round 3
    uint256 left; // seconds until the period ends; 0 when it does not
    uint256 ballots; // seconds until round 2 takes no more ballots; 0 when it takes none
}

/// @notice The terms of a milestone, as far as its states depend on them.
struct Windows {
    uint256 term; // seconds from opening up to the deadline, inclusive
    uint256 verdict;
    uint256 contest; // 0: verdicts settle at once
    uint256 ruling; // 0: no arbiter
}

/// @notice The states of a milestone and what leads from one to the next, written from the protocol: an explicit model
/// that the real contract is compared with, act by act.
abstract contract Lifecycle {
    uint256 internal constant ACTS = 18;

    function _first(Windows memory windows) internal pure returns (State memory state) {
        state.left = windows.term + 1;
    }

    /// @dev Nothing is left to be done, and no one's money is held.
    function _isFinal(State memory state) internal pure returns (bool) {
        return state.kind == Kind.Settled && state.bonds == 0;
    }

    /// @return allowed Whether the act goes through in this state.
    /// @return next The state it leads to; its own copy.
    function _step(
        Windows memory windows,
        State memory state,
        Act act
    ) internal pure virtual returns (bool allowed, State memory next) {
        if (!_allows(state, act)) return (false, state);
        next = abi.decode(abi.encode(state), (State));
        if (act >= Act.WaitLast) _pass(windows, next, _waits(next, act));
        else if (act == Act.Deliver) _deliver(windows, next);
        else if (act == Act.Judge) _judge(windows, next);
        else if (act == Act.Contest) _contest(windows, next);
        else if (act == Act.Draw) next.drawn = true;
        else if (act == Act.VoteOne) next.votedOne = true;
        else if (act == Act.VoteMost) _decide(windows, next);
        else if (act == Act.ReleaseSecond) next.bonds &= 2;
        else if (act == Act.ReleaseThird) next.bonds &= 1;
        else if (act == Act.Settle || act == Act.Rule) _settle(next);
        else if (act == Act.Amend) next = _first(windows);
        else _end(next);
        return (true, next);
    }

    function _allows(State memory state, Act act) internal pure virtual returns (bool) {
        Kind kind = state.kind;
        bool running = state.period == Period.Running;
        if (act == Act.Deliver) return kind == Kind.Pending && running;
        if (act == Act.Judge) return kind <= Kind.Delivered && running;
        if (act == Act.Reclaim) return kind == Kind.Pending && !running;
        if (act == Act.Settle) return kind != Kind.Pending && kind != Kind.Settled && state.period == Period.Due;
        if (act == Act.Contest) {
            if (kind == Kind.Delivered || kind == Kind.Round2) return state.period == Period.Contestable;
            return (kind == Kind.Provisional || kind == Kind.Provisional2) && running;
        }
        if (act == Act.Draw) return kind == Kind.Round2 && running && !state.drawn;
        if (act == Act.VoteOne) return state.drawn && state.ballots != 0 && !state.votedOne;
        if (act == Act.VoteMost) return state.drawn && state.ballots != 0 && !state.votedMost;
        if (act == Act.Rule) return kind == Kind.Arbiter && running;
        if (act == Act.ReleaseSecond) return state.bonds & 1 != 0 && state.ballots == 0;
        // Nothing that is being decided moves on. What follows an amendment is a deal like any other.
        if (act == Act.Amend) return kind == Kind.Pending || (kind == Kind.Delivered && running);
        if (act == Act.ReleaseThird) return state.bonds & 2 != 0 && (kind == Kind.Settled || !running);
        if (act >= Act.WaitLast) return _waits(state, act) != 0;
        // The parties' own word ends it from any state.
        return kind != Kind.Settled;
    }

    /// @return Seconds up to the next end of anything, or one less; 0 when nothing is left to end.
    function _waits(State memory state, Act act) internal pure returns (uint256) {
        uint256 next = state.left;
        if (next == 0 || (state.ballots != 0 && state.ballots < next)) next = state.ballots;
        if (next == 0) return 0;
        return act == Act.WaitLast ? next - 1 : next;
    }

    function _pass(Windows memory windows, State memory state, uint256 elapsed) private pure {
        if (state.ballots != 0) state.ballots -= elapsed;
        if (state.left == 0) return;
        state.left -= elapsed;
        if (state.left != 0) return;
        bool silent = state.kind == Kind.Delivered || state.kind == Kind.Round2;
        bool another = state.kind == Kind.Delivered ? windows.contest != 0 : windows.ruling != 0;
        if (state.period == Period.Running && silent && another) {
            state.period = Period.Contestable;
            state.left = windows.contest;
        } else {
            state.period = Period.Due;
        }
    }

    function _deliver(Windows memory windows, State memory state) private pure {
        (state.kind, state.delivered) = (Kind.Delivered, true);
        _enter(state, windows.verdict);
    }

    function _judge(Windows memory windows, State memory state) private pure {
        if (windows.contest == 0) return _end(state);
        (state.kind, state.round) = (Kind.Provisional, 1);
        _enter(state, windows.contest);
    }

    function _contest(Windows memory windows, State memory state) private pure {
        if (++state.contests == 1) {
            state.kind = Kind.Round2;
            state.bonds = 1;
            state.ballots = windows.verdict;
            _enter(state, windows.verdict);
        } else {
            state.kind = Kind.Arbiter;
            state.bonds |= 2;
            _enter(state, windows.ruling);
        }
    }

    function _decide(Windows memory windows, State memory state) private pure {
        state.votedMost = true;
        if (state.round == 2) return;
        state.round = 2;
        if (windows.ruling == 0) return _settle(state);
        state.kind = Kind.Provisional2;
        _enter(state, windows.contest);
    }

    /// @dev As a round decided: bonds of rounds in which no one spoke have gone back, the arbiter has its own.
    function _settle(State memory state) private pure {
        state.bonds = state.votedOne || state.votedMost ? state.bonds & 1 : 0;
        _end(state);
    }

    /// @dev Without round 2's verdict its ballots end too.
    function _end(State memory state) private pure {
        state.kind = Kind.Settled;
        if (state.round != 2) state.ballots = 0;
        state.period = Period.Due;
        state.left = 0;
    }

    function _enter(State memory state, uint256 window) private pure {
        (state.period, state.left) = (Period.Running, window);
    }
}
