// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../contracts/support/Vm.sol";
import {Crowd} from "./pool/Crowd.sol";

/// @dev Here, because the runner takes as targets only contracts of the files it runs.
contract PoolHandler is Crowd {}

/// @notice Promises 2, 23, 24 and 31, under random acts of everybody around a juror pool. The crowd compares the pool with
/// what it must be after every act and keeps the first breach of each.
contract JurorPoolInvariantsTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    uint256 private constant ACTS = 500;

    PoolHandler private _crowd;

    function setUp() public {
        _crowd = new PoolHandler();
        _crowd.begin();
        for (uint256 i = 0; i < 3; ++i) _crowd.takeSeats(uint256(keccak256(abi.encode("first", i))));
    }

    /// @dev Read by the runner: nothing but the crowd is called.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_crowd);
    }

    /// @dev Read by the runner.
    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0].addr = address(_crowd);
        targets[0].selectors = _acts();
    }

    /// @dev One for the campaign: each promise is a function of its own.
    function invariant_02_23_24_31_thePoolKeepsItsPromises() external view {
        promise02_thePoolHoldsWhatItOwes();
        promise23_noPoolCallAfterTheContestChangesTheDraw();
        promise24_aSeatIsSlashableUntilItsUnbondingEnds();
        promise31_anOffenderRecoversAtMostTheReportersTenth();
    }

    function promise02_thePoolHoldsWhatItOwes() private view {
        _kept(2);
    }

    function promise23_noPoolCallAfterTheContestChangesTheDraw() private view {
        _kept(23);
    }

    function promise24_aSeatIsSlashableUntilItsUnbondingEnds() private view {
        _kept(24);
    }

    /// @dev The crowd's sums hold a tenth of each penalty as a reward and the rest as forfeited, to the unit.
    function promise31_anOffenderRecoversAtMostTheReportersTenth() private view {
        _kept(31);
    }

    /// @notice The campaign reaches everything: in one fixed sequence each act succeeds.
    function test_aFixedSequenceDoesEverything() external {
        bytes4[] memory acts = _acts();
        for (uint256 i = 0; i < ACTS; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("act", i)));
            (bool went, bytes memory reason) = address(_crowd).call(
                abi.encodeWithSelector(acts[seed % acts.length], seed)
            );
            VM.assertTrue(went, string(reason));
        }
        string[11] memory all = [
            "takeSeats",
            "changeKey",
            "leaveSeat",
            "withdrawStake",
            "contest",
            "vote",
            "endRound",
            "reportAbsence",
            "reportEquivocation",
            "collectReward",
            "topUpSeat"
        ];
        for (uint256 i = 0; i < all.length; ++i) VM.assertTrue(_crowd.done(all[i]) > 0, all[i]);
        _crowd.promise02_everyBalanceIsWhatItShouldBe();
        promise02_thePoolHoldsWhatItOwes();
        promise23_noPoolCallAfterTheContestChangesTheDraw();
        promise24_aSeatIsSlashableUntilItsUnbondingEnds();
    }

    function _acts() private view returns (bytes4[] memory acts) {
        bytes4[19] memory all = [
            _crowd.takeSeats.selector,
            _crowd.takeSeats.selector,
            _crowd.changeKey.selector,
            _crowd.leaveSeat.selector,
            _crowd.withdrawStake.selector,
            _crowd.contest.selector,
            _crowd.vote.selector,
            _crowd.vote.selector,
            _crowd.endRound.selector,
            _crowd.endRound.selector,
            _crowd.reportAbsence.selector,
            _crowd.reportAbsence.selector,
            _crowd.reportAbsence.selector,
            _crowd.reportEquivocation.selector,
            _crowd.collectReward.selector,
            _crowd.passTime.selector,
            _crowd.sendUninvited.selector,
            _crowd.pinSeed.selector,
            _crowd.topUpSeat.selector
        ];
        acts = new bytes4[](all.length);
        for (uint256 i = 0; i < all.length; ++i) acts[i] = all[i];
    }

    function _kept(uint256 promised) private view {
        string memory breach = _crowd.breachOf(promised);
        VM.assertTrue(bytes(breach).length == 0, breach);
    }
}
