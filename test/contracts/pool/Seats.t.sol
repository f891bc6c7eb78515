// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {VM} from "../support/Vm.sol";
import {PoolBase} from "./support/PoolBase.sol";

contract SeatsTest is PoolBase {
    // ---- deployment ----

    function test_ReportsWhatItWasDeployedWith() external view {
        VM.assertEq(pool.escrow(), address(escrow), "escrow");
        VM.assertEq(pool.usdc(), address(usdc), "token");
        VM.assertEq(pool.seatStake(), STAKE, "stake");
        VM.assertEq(pool.seatFee(), FEE, "fee");
        VM.assertEq(pool.absencePenalty(), PENALTY, "penalty");
        VM.assertEq(pool.unbonding(), UNBONDING, "unbonding");
        VM.assertEq(pool.maturity(), MATURITY, "maturity");
        VM.assertEq(pool.seats(), 0, "seats");
        VM.assertEq(pool.forfeited(), 0, "forfeited");
    }

    function test_RevertWhen_SeatsCostNothing() external {
        VM.assertEq(_deployPool(address(escrow), 0, FEE, 0), address(0), "a stake of zero");
        VM.assertTrue(_deployPool(address(escrow), 1, 0, 0) != address(0), "a stake of one unit");
    }

    function test_RevertWhen_AnAbsenceCostsMoreThanASeat() external {
        VM.assertEq(_deployPool(address(escrow), STAKE, FEE, STAKE + 1), address(0), "more than the stake");
        VM.assertTrue(_deployPool(address(escrow), STAKE, FEE, STAKE) != address(0), "all of the stake");
    }

    function test_RevertWhen_SeatsMatureAtOnce() external {
        VM.assertEq(_deployMaturing(address(escrow), STAKE, FEE, PENALTY, 0), address(0), "in no time");
        IJurorPool slow = IJurorPool(_deployMaturing(address(escrow), STAKE, FEE, PENALTY, 7 days));
        VM.assertEq(slow.maturity(), 7 days, "in a week");
    }

    function test_RevertWhen_TheEscrowIsNone() external {
        VM.assertEq(_deployPool(address(0xdead), STAKE, FEE, PENALTY), address(0), "no code");
        VM.assertEq(_deployPool(address(usdc), STAKE, FEE, PENALTY), address(0), "no escrow");
    }

    // ---- takeSeats ----

    function test_RevertWhen_NoSeatIsAskedFor() external {
        VM.expectRevert(IJurorPool.JurorPool_NoSeats.selector);
        pool.takeSeats(address(this), 0, VALID_UNTIL, "");
    }

    function test_RevertWhen_TheKeyHasNotSigned() external {
        address owner = _owner(0);
        bytes32 digest = _authorizationDigest(_juror(0), owner);
        _fund(owner, 1);
        bytes[6] memory wrong = [
            bytes(""),
            _authorization(_jurorKey(0), _owner(1)),
            _authorization(_jurorKey(1), owner),
            Signing.signHigh(_jurorKey(0), digest),
            Signing.sign(_jurorKey(0), Digests.ours(address(escrow), keccak256("other"))),
            bytes.concat(_authorization(_jurorKey(0), owner), hex"00")
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(IJurorPool.JurorPool_InvalidKeySignature.selector, _juror(0), digest)
            );
            VM.prank(owner);
            pool.takeSeats(_juror(0), 1, VALID_UNTIL, wrong[i]);
        }
    }

    function test_RevertWhen_TheKeySignedOnAnotherChain() external {
        bytes memory authorization = _authorization(_jurorKey(0), _owner(0));
        _fund(_owner(0), 1);
        VM.chainId(block.chainid + 1);
        VM.expectPartialRevert(IJurorPool.JurorPool_InvalidKeySignature.selector);
        VM.prank(_owner(0));
        pool.takeSeats(_juror(0), 1, VALID_UNTIL, authorization);
    }

    function test_RevertWhen_TheKeyIsZero() external {
        bytes[2] memory none = [bytes(""), new bytes(65)];
        for (uint256 i = 0; i < none.length; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(
                    IJurorPool.JurorPool_InvalidKeySignature.selector,
                    address(0),
                    _authorizationDigest(address(0), address(this))
                )
            );
            pool.takeSeats(address(0), 1, VALID_UNTIL, none[i]);
        }
    }

    function test_RevertWhen_TheKeyIsAContracts() external {
        Erc1271Wallet wallet = new Erc1271Wallet(_juror(0));
        bytes memory authorization = _authorization(_jurorKey(0), _owner(0));
        _fund(_owner(0), 1);
        VM.expectPartialRevert(IJurorPool.JurorPool_InvalidKeySignature.selector);
        VM.prank(_owner(0));
        pool.takeSeats(address(wallet), 1, VALID_UNTIL, authorization);
    }

    function test_ASignatureWorksUntilItsTimeAndOnce() external {
        uint40 until = NOW + 100;
        bytes memory authorization = Signing.sign(_jurorKey(0), _authorizationDigest(_owner(0), 0, until));
        _fund(_owner(0), 2);
        for (uint40 late = 0; late < 2; ++late) {
            VM.warp(until + late);
            VM.expectRevert(
                abi.encodeWithSelector(IJurorPool.JurorPool_SignatureExpired.selector, until, until + late)
            );
            VM.prank(_owner(0));
            pool.takeSeats(_juror(0), 1, until, authorization);
        }
        VM.warp(until - 1);
        VM.prank(_owner(0));
        pool.takeSeats(_juror(0), 1, until, authorization);
        VM.assertEq(pool.keyNonceOf(_juror(0)), 1, "used");
        // The same signature again, for another seat or as a change of a key.
        bytes memory used = abi.encodeWithSelector(
            IJurorPool.JurorPool_InvalidKeySignature.selector,
            _juror(0),
            _authorizationDigest(_owner(0), 1, until)
        );
        VM.expectRevert(used);
        VM.prank(_owner(0));
        pool.takeSeats(_juror(0), 1, until, authorization);
        VM.expectRevert(used);
        VM.prank(_owner(0));
        pool.changeKey(0, _juror(0), until, authorization);
    }

    function test_RevertWhen_AnotherTimeWasSigned() external {
        bytes memory authorization = Signing.sign(_jurorKey(0), _authorizationDigest(_owner(0), 0, NOW + 100));
        _fund(_owner(0), 1);
        VM.expectRevert(
            abi.encodeWithSelector(
                IJurorPool.JurorPool_InvalidKeySignature.selector,
                _juror(0),
                _authorizationDigest(_owner(0), 0, NOW + 101)
            )
        );
        VM.prank(_owner(0));
        pool.takeSeats(_juror(0), 1, NOW + 101, authorization);
    }

    function test_AChangeOfAKeyUsesItsSignatureUp() external {
        _seatJurors(2);
        VM.assertEq(pool.keyNonceOf(_juror(1)), 1, "one for the seat");
        _changeKey(0, 1);
        VM.assertEq(pool.keyNonceOf(_juror(1)), 2, "one for the change");
        bytes memory expired = Signing.sign(_jurorKey(2), _authorizationDigest(_owner(1), 0, NOW));
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SignatureExpired.selector, NOW, NOW));
        VM.prank(_owner(1));
        pool.changeKey(1, _juror(2), NOW, expired);
    }

    function test_RevertWhen_TheStakeIsNotApproved() external {
        bytes memory authorization = _authorization(_jurorKey(0), _owner(0));
        _fund(_owner(0), 1);
        VM.expectRevert();
        VM.prank(_owner(0));
        pool.takeSeats(_juror(0), 2, VALID_UNTIL, authorization);
        VM.assertEq(pool.seats(), 0, "nothing happened");
    }

    function test_TakesTheStakeOfAllSeats() external {
        bytes memory authorization = _authorization(_jurorKey(0), _owner(0));
        _fund(_owner(0), 3);
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectEmit(address(pool));
            emit IJurorPool.SeatTaken(i, _owner(0), _juror(0), STAKE);
        }
        VM.prank(_owner(0));
        uint256[] memory taken = pool.takeSeats(_juror(0), 3, VALID_UNTIL, authorization);
        VM.assertEq(taken.length, 3, "three seats");
        VM.assertEq(pool.seats(), 3, "seats");
        VM.assertEq(usdc.balanceOf(address(pool)), 3 * STAKE, "stake");
        VM.assertEq(usdc.balanceOf(_owner(0)), 0, "owner");
        for (uint256 i = 0; i < 3; ++i) {
            VM.assertEq(taken[i], i, "in order");
            IJurorPool.Seat memory seat = pool.seatOf(i);
            VM.assertEq(seat.owner, _owner(0), "owner");
            VM.assertEq(seat.key, _juror(0), "key");
            VM.assertEq(seat.previousKey, _juror(0), "previous key");
            VM.assertEq(seat.joinedAt, NOW, "joinedAt");
            VM.assertEq(seat.keySince, NOW, "keySince");
            VM.assertEq(seat.closedAt, 0, "closedAt");
            VM.assertEq(seat.stake, STAKE, "stake");
        }
    }

    function test_AKeyTakesItsOwnSeatWithoutASignature() external {
        _fund(_juror(0), 1);
        VM.prank(_juror(0));
        pool.takeSeats(_juror(0), 1, 0, "");
        VM.assertEq(pool.seatOf(0).owner, _juror(0), "owner");
        VM.assertEq(pool.keyNonceOf(_juror(0)), 0, "no signature was used");
    }

    function test_TakesACompactSignature() external {
        bytes memory authorization = Signing.signCompact(_jurorKey(0), _authorizationDigest(_juror(0), _owner(0)));
        _fund(_owner(0), 1);
        VM.prank(_owner(0));
        pool.takeSeats(_juror(0), 1, VALID_UNTIL, authorization);
        VM.assertEq(pool.seatOf(0).key, _juror(0), "key");
    }

    function test_TakesVacantSeatsFirst() external {
        _seatJurors(3);
        _leave(0);
        _leave(2);
        VM.warp(NOW + UNBONDING);
        pool.withdrawStake(0);
        pool.withdrawStake(2);
        uint256[] memory taken = _takeSeats(_owner(5), 5, 3);
        VM.assertEq(taken[0], 2, "the last vacated");
        VM.assertEq(taken[1], 0, "the first vacated");
        VM.assertEq(taken[2], 3, "a new one");
        VM.assertEq(pool.seats(), 4, "no more than are needed");
        IJurorPool.Seat memory seat = pool.seatOf(2);
        VM.assertEq(seat.owner, _owner(5), "owner");
        VM.assertEq(seat.joinedAt, NOW + UNBONDING, "joined again");
        VM.assertEq(seat.closedAt, 0, "active");
        VM.assertEq(seat.previousKey, _juror(5), "nothing of the last owner is left");
        VM.assertEq(seat.stake, STAKE, "stake");
    }

    // ---- changeKey ----

    function test_RevertWhen_AStrangerChangesAKey() external {
        _seatJurors(1);
        address[2] memory strangers = [_owner(1), _juror(0)];
        for (uint256 i = 0; i < strangers.length; ++i) {
            bytes memory authorization = _authorization(_jurorKey(1), strangers[i]);
            VM.expectRevert(
                abi.encodeWithSelector(IJurorPool.JurorPool_NotSeatOwner.selector, 0, _owner(0), strangers[i])
            );
            VM.prank(strangers[i]);
            pool.changeKey(0, _juror(1), VALID_UNTIL, authorization);
        }
        VM.expectRevert(
            abi.encodeWithSelector(IJurorPool.JurorPool_NotSeatOwner.selector, 1, address(0), address(this))
        );
        pool.changeKey(1, address(this), VALID_UNTIL, "");
    }

    function test_RevertWhen_AClosedSeatChangesItsKey() external {
        _seatJurors(1);
        _leave(0);
        bytes memory authorization = _authorization(_jurorKey(1), _owner(0));
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatAlreadyClosed.selector, 0, NOW));
        VM.prank(_owner(0));
        pool.changeKey(0, _juror(1), VALID_UNTIL, authorization);
    }

    function test_RevertWhen_TheNewKeyHasNotSigned() external {
        _seatJurors(1);
        VM.expectRevert(
            abi.encodeWithSelector(
                IJurorPool.JurorPool_InvalidKeySignature.selector,
                _juror(1),
                _authorizationDigest(_juror(1), _owner(0))
            )
        );
        VM.prank(_owner(0));
        pool.changeKey(0, _juror(1), VALID_UNTIL, "");
    }

    function test_KeysChangeOnceAUnbonding() external {
        _seatJurors(1);
        VM.warp(NOW + 1);
        VM.expectEmit(address(pool));
        emit IJurorPool.SeatKeyChanged(0, _juror(1), _juror(0));
        _changeKey(0, 1);
        IJurorPool.Seat memory seat = pool.seatOf(0);
        VM.assertEq(seat.key, _juror(1), "key");
        VM.assertEq(seat.previousKey, _juror(0), "previous key");
        VM.assertEq(seat.keySince, NOW + 1, "keySince");

        VM.warp(NOW + UNBONDING);
        bytes memory authorization = _authorization(_jurorKey(2), _owner(0));
        VM.expectRevert(
            abi.encodeWithSelector(IJurorPool.JurorPool_KeyKept.selector, 0, NOW + 1 + UNBONDING, NOW + UNBONDING)
        );
        VM.prank(_owner(0));
        pool.changeKey(0, _juror(2), VALID_UNTIL, authorization);

        VM.warp(NOW + UNBONDING + 1);
        _changeKey(0, 2);
        VM.assertEq(pool.seatOf(0).previousKey, _juror(1), "previous key");
    }

    function test_AnOwnersOwnKeyNeedsNoSignature() external {
        _seatJurors(1);
        VM.prank(_owner(0));
        pool.changeKey(0, _owner(0), VALID_UNTIL, "");
        VM.assertEq(pool.seatOf(0).key, _owner(0), "key");
    }

    // ---- leave ----

    function test_RevertWhen_AStrangerLeaves() external {
        _seatJurors(1);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_NotSeatOwner.selector, 0, _owner(0), _juror(0)));
        VM.prank(_juror(0));
        pool.leaveSeat(0);
    }

    function test_LeavesOnce() external {
        _seatJurors(2);
        VM.warp(NOW + 7);
        VM.expectEmit(address(pool));
        emit IJurorPool.SeatClosed(1, NOW + 7 + UNBONDING);
        VM.prank(_owner(1));
        pool.leaveSeat(1);
        VM.assertEq(pool.seatOf(1).closedAt, NOW + 7, "closedAt");
        VM.assertEq(pool.seatOf(1).stake, STAKE, "the stake stays");
        VM.assertEq(pool.seatOf(0).closedAt, 0, "the other seat");
        VM.warp(NOW + 8);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatAlreadyClosed.selector, 1, NOW + 7));
        VM.prank(_owner(1));
        pool.leaveSeat(1);
    }

    // ---- withdrawStake ----

    function test_RevertWhen_TheSeatNeverWas() external {
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatVacant.selector, 0));
        pool.withdrawStake(0);
    }

    function test_RevertWhen_TheSeatIsActive() external {
        _seatJurors(1);
        VM.warp(NOW + 10 * UNBONDING);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatNotClosed.selector, 0));
        pool.withdrawStake(0);
    }

    function test_TheStakeReturnsWhenUnbondingEndsAndOnce() external {
        _seatJurors(1);
        _leave(0);
        VM.warp(NOW + UNBONDING - 1);
        VM.expectRevert(
            abi.encodeWithSelector(
                IJurorPool.JurorPool_StakeUnbonding.selector,
                0,
                NOW + UNBONDING,
                NOW + UNBONDING - 1
            )
        );
        pool.withdrawStake(0);
        VM.warp(NOW + UNBONDING);
        VM.expectEmit(address(pool));
        emit IJurorPool.StakeReturned(0, _owner(0), STAKE);
        VM.prank(_owner(9));
        pool.withdrawStake(0);
        VM.assertEq(usdc.balanceOf(_owner(0)), STAKE, "to its owner");
        VM.assertEq(usdc.balanceOf(address(pool)), 0, "nothing is left");
        VM.assertEq(pool.seatOf(0).owner, address(0), "vacant");
        VM.assertEq(pool.seatOf(0).stake, 0, "without stake");
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatVacant.selector, 0));
        pool.withdrawStake(0);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_NotSeatOwner.selector, 0, address(0), _owner(0)));
        VM.prank(_owner(0));
        pool.leaveSeat(0);
    }

    function test_AStakeWaitsForTheToken() external {
        _seatJurors(1);
        _leave(0);
        VM.warp(NOW + UNBONDING + 1);
        usdc.blacklist(_owner(0));
        VM.expectRevert();
        pool.withdrawStake(0);
        VM.assertEq(pool.seatOf(0).stake, STAKE, "still its owner's");
        usdc.unBlacklist(_owner(0));
        pool.withdrawStake(0);
        VM.assertEq(usdc.balanceOf(_owner(0)), STAKE, "to its owner");
    }

    // ---- topUpSeat ----

    function test_RevertWhen_NothingIsMissing() external {
        _seatJurors(1);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatWhole.selector, 0, STAKE));
        pool.topUpSeat(0);
    }

    function test_RevertWhen_TheSeatToTopUpIsClosedOrVacant() external {
        _seatJurors(1);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatVacant.selector, 1));
        pool.topUpSeat(1);
        _leave(0);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatAlreadyClosed.selector, 0, NOW));
        pool.topUpSeat(0);
        VM.warp(NOW + UNBONDING);
        pool.withdrawStake(0);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatVacant.selector, 0));
        pool.topUpSeat(0);
    }
}
