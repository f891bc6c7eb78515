// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {DrawModel} from "../../contracts/pool/support/DrawModel.sol";
import {Blocks} from "../../contracts/pool/support/Blocks.sol";
import {PoolBase} from "../../contracts/pool/support/PoolBase.sol";
import {Milestone, TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {VM} from "../../contracts/support/Vm.sol";

/// @notice A crowd's clock, its contests, and what each of them binds: who was drawn, and which seats answer for it.
/// Beside the pool it keeps what every seat and balance must hold; the first breach of each promise is kept.
abstract contract Duties is PoolBase {
    /// @dev A contest and its round. The first milestone of a deal of its own.
    struct Duty {
        bytes terms;
        bytes panel;
        bytes32 drawn;
        DrawModel.Question question;
        uint256 openedInBlock;
        bool over;
        bool cut;
        bool late;
        uint256 voted;
        uint256 punished;
    }

    /// @dev A seat that answers for a juror of a duty.
    struct Liability {
        uint256 duty;
        uint256 seat;
        address owner;
        address juror;
    }

    uint256 internal constant JURORS = 9;
    uint256 internal constant OWNERS = 4;
    uint256 internal constant MOST_SEATS = 14;
    uint40 internal constant ROUND_TIME = 3 days;
    /// @dev Of this crowd's pool, short beside the rounds.
    uint40 internal constant AGE = 1 days;
    uint256 internal constant PROMISES = 26;

    Duty[] internal _duties;
    Liability[] internal _liabilities;
    uint40 internal _clock;
    uint256 internal _height;
    /// @dev How many seats there were at the end of each second in which new ones were made.
    uint40[] internal _countedAt;
    uint256[] internal _counts;

    mapping(uint256 seat => uint96) internal _stakes;
    mapping(address account => uint96) internal _rewards;
    uint256 internal _staked;
    uint256 internal _rewarded;
    uint256 internal _lost;
    uint256 internal _uninvited;

    mapping(address juror => uint256) internal _keys;
    mapping(uint256 promised => string) private _breaches;
    mapping(string act => uint256) public done;

    function begin() public {
        PoolBase.setUp();
        pool = IJurorPool(_deployMaturing(address(escrow), STAKE, FEE, PENALTY, AGE));
        _clock = NOW;
        _height = BLOCK;
        for (uint256 i = 0; i < JURORS; ++i) _keys[_juror(i)] = _jurorKey(i);
    }

    function breachOf(uint256 promised) external view returns (string memory) {
        return _breaches[promised];
    }

    function _hold(bool kept, uint256 promised, string memory what) internal {
        if (!kept && bytes(_breaches[promised]).length == 0) _breaches[promised] = what;
    }

    function _pass(uint256 time) internal {
        _clock += uint40(time);
        _height += time > 8_000 ? 8_000 : time + 1;
        VM.warp(_clock);
        Blocks.roll(_height);
    }

    // ---- contests ----

    /// @dev A contest now of what is provisional for `sofar`. Its seed block passes and is pinned; the panel is drawn
    /// and given to the money contract.
    function _open(uint256 jurors, uint40 sofar, address[] memory excluded) internal returns (bool drawn) {
        uint256 seats = _seatsAt(_clock - sofar - AGE);
        uint256 since = _clock - sofar;
        uint256 openedInBlock = _height;
        TermsFixture memory fixture;
        fixture.milestones = new Milestone[](1);
        fixture.panel = new address[](jurors);
        fixture.contestWindow = 1 days;
        fixture.verdictWindow = uint32(ROUND_TIME);
        fixture.pool = address(pool);
        fixture.salt = uint64(_duties.length);
        bytes memory terms = fixture.whole();
        _pass(1);
        _pass(SEED_DELAY);
        bytes32 blockHash = _pin(openedInBlock);
        DrawModel.Question memory question = DrawModel.Question(
            keccak256(terms),
            0,
            since,
            _clock - SEED_DELAY - 1,
            blockHash,
            jurors,
            excluded
        );
        address[] memory panel = DrawModel.draw(pool, question, seats);
        (bool answered, bytes memory answer) = _ask(question, openedInBlock);
        if (panel.length == 0) {
            _hold(!answered, 23, "drew from too few");
            return false;
        }
        bytes32 expected = keccak256(abi.encode(panel));
        _hold(answered && keccak256(answer) == expected, 23, "drew otherwise than the model");
        Duty storage duty = _duties.push();
        duty.terms = terms;
        duty.panel = _packed(panel);
        duty.drawn = expected;
        duty.question = question;
        duty.openedInBlock = openedInBlock;
        escrow.open(terms, 0, duty.panel, uint40(question.openedAt));
        _bind(panel, question.openedAt);
        return true;
    }

    function _pin(uint256 openedInBlock) internal returns (bytes32 blockHash) {
        uint256 seedBlock = pool.seedBlockOf(openedInBlock);
        Blocks.write(seedBlock, _height);
        blockHash = pool.pinSeed(openedInBlock);
        _hold(blockHash == Blocks.hashOf(seedBlock), 23, "pinned another hash");
    }

    function _ask(
        DrawModel.Question memory question,
        uint256 openedInBlock
    ) internal view returns (bool answered, bytes memory answer) {
        return
            address(pool).staticcall(
                abi.encodeCall(
                    pool.draw,
                    (
                        question.dealId,
                        question.milestone,
                        question.since,
                        question.openedAt,
                        openedInBlock,
                        question.jurors,
                        question.excluded
                    )
                )
            );
    }

    /// @dev Seats too young to be drawn answer for their key, too.
    function _bind(address[] memory panel, uint256 openedAt) private {
        for (uint256 i = 0; i < pool.seats(); ++i) {
            IJurorPool.Seat memory seat = pool.seatOf(i);
            address juror = DrawModel.keyOf(seat, openedAt);
            if (!DrawModel.includes(panel, juror)) continue;
            _liabilities.push(Liability(_duties.length - 1, i, seat.owner, juror));
        }
    }

    /// @return count How many seats there were at the end of the second `timestamp`.
    function _seatsAt(uint40 timestamp) private view returns (uint256 count) {
        for (uint256 i = 0; i < _countedAt.length && _countedAt[i] <= timestamp; ++i) count = _counts[i];
    }

    /// @dev Until then nothing frees a seat that answers for it.
    function _boundUntil(uint256 duty) internal view returns (uint256) {
        return _duties[duty].question.openedAt + UNBONDING;
    }

    // ---- promises ----

    /// @notice The pool's own conservation: what it should hold after each call, to the unit.
    function promise02_stakesRewardsAndForfeitsAreHeld() public {
        uint256 held = usdc.balanceOf(address(pool));
        _hold(_staked + _rewarded + _lost + _uninvited == held, 2, "holds what it should not");
        _hold(pool.forfeited() == _lost, 31, "what an offender lost went elsewhere");
    }

    /// @notice The same, from the pool's own balances.
    function promise02_everyBalanceIsWhatItShouldBe() public {
        uint256 owed = pool.forfeited() + _uninvited;
        for (uint256 i = 0; i < pool.seats(); ++i) {
            uint96 stake = pool.seatOf(i).stake;
            _hold(stake == _stakes[i], 2, "a stake is not what it should be");
            owed += stake;
        }
        for (uint256 i = 0; i < JURORS; ++i)
            _hold(pool.rewardOf(_juror(i)) == 0, 31, "a juror that reported no one has a reward");
        for (uint256 i = 0; i < OWNERS; ++i) owed += pool.rewardOf(_owner(i));
        _hold(owed == usdc.balanceOf(address(pool)), 2, "owes what it does not hold");
    }

    /// @notice No pool call after the contest changes the draw.
    function promise23_aDrawStaysAsItWas(uint256 duty) public {
        if (_clock >= _boundUntil(duty)) return;
        (bool answered, bytes memory answer) = _ask(_duties[duty].question, _duties[duty].openedInBlock);
        _hold(answered && keccak256(answer) == _duties[duty].drawn, 23, "a draw has changed");
    }

    /// @notice A seat is slashable until its unbonding ends: it stays its owner's, and the juror's of that contest.
    function promise24_aSeatAnswersUntilUnbondingEnds(uint256 which) public {
        Liability memory bound = _liabilities[which];
        if (_clock >= _boundUntil(bound.duty)) return;
        IJurorPool.Seat memory seat = pool.seatOf(bound.seat);
        _hold(seat.owner == bound.owner, 24, "a seat got away");
        _hold(seat.stake == _stakes[bound.seat], 24, "a stake got away");
        address juror = DrawModel.keyOf(seat, _duties[bound.duty].question.openedAt);
        _hold(juror == bound.juror, 24, "a key got away");
    }
}
