// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../../contracts/interfaces/IJurorPool.sol";
import {ScriptedEscrow} from "../../../support/contracts/ScriptedEscrow.sol";
import {Digests} from "../../support/Digests.sol";
import {Signing} from "../../support/Signing.sol";
import {UsdcStage} from "../../support/UsdcStage.sol";
import {VM} from "../../support/Vm.sol";
import {Blocks} from "./Blocks.sol";

/// @notice A juror pool before a money contract that says what the test has written, and jurors with seats.
/// @dev The pool is deployed from its artifact. Nothing here calls it between a test's expectation and the call it is
/// about, except where its name has it.
abstract contract PoolBase is UsdcStage {
    uint40 internal constant NOW = 1_800_000_000;
    uint256 internal constant BLOCK = 1_000_000;
    uint96 internal constant STAKE = 100e6;
    uint96 internal constant FEE = 2e6;
    uint96 internal constant PENALTY = 5e6;
    uint40 internal constant UNBONDING = 45 days;
    /// @dev The shortest there is; tests in which the age of seats matters deploy a pool of their own.
    uint40 internal constant MATURITY = 1;
    /// @dev What keys sign to be valid until, unless a test says otherwise.
    uint40 internal constant VALID_UNTIL = NOW + 1_000 days;
    uint256 internal constant SEED_DELAY = 25;
    uint256 internal constant SEED_REACH = 8191;

    bytes32 internal constant DEAL = keccak256("deal");

    IJurorPool internal pool;
    ScriptedEscrow internal escrow;

    function setUp() public virtual {
        VM.warp(NOW);
        Blocks.begin(BLOCK);
        _deployUsdc();
        escrow = new ScriptedEscrow(address(usdc));
        pool = IJurorPool(_deployPool(address(escrow), STAKE, FEE, PENALTY));
    }

    /// @return Zero when the constructor reverted.
    function _deployPool(address escrow_, uint96 stake, uint96 fee, uint96 penalty) internal returns (address) {
        return _deployMaturing(escrow_, stake, fee, penalty, MATURITY);
    }

    /// @return deployed Zero when the constructor reverted.
    function _deployMaturing(
        address escrow_,
        uint96 stake,
        uint96 fee,
        uint96 penalty,
        uint40 maturity
    ) internal returns (address deployed) {
        bytes memory creation = bytes.concat(
            VM.getCode("JurorPool.sol:JurorPool"),
            abi.encode(escrow_, stake, fee, penalty, maturity)
        );
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 0x20), mload(creation))
        }
    }

    // ---- people ----

    /// @return Private key of juror `index`.
    function _jurorKey(uint256 index) internal pure returns (uint256) {
        return 0x7000 + index;
    }

    function _juror(uint256 index) internal pure returns (address) {
        return VM.addr(_jurorKey(index));
    }

    function _owner(uint256 index) internal pure returns (address) {
        return address(uint160(0xa0000 + index));
    }

    /// @return The key's authorisation to vote for seats of `owner`, until `VALID_UNTIL`.
    function _authorization(uint256 key, address owner) internal view returns (bytes memory) {
        return Signing.sign(key, _authorizationDigest(VM.addr(key), owner));
    }

    /// @dev With the key's current nonce.
    function _authorizationDigest(address key, address owner) internal view returns (bytes32) {
        return _authorizationDigest(owner, pool.keyNonceOf(key), VALID_UNTIL);
    }

    function _authorizationDigest(address owner, uint256 nonce, uint40 validUntil) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("SeatKey(address owner,uint256 nonce,uint40 validUntil)");
        bytes32 structHash = keccak256(abi.encode(typeHash, owner, nonce, validUntil));
        return Digests.typed(Digests.domainSeparator("Quittance JurorPool", "1", address(pool)), structHash);
    }

    /// @dev `owner` takes `count` seats for juror `index`, now.
    function _takeSeats(address owner, uint256 index, uint256 count) internal returns (uint256[] memory) {
        bytes memory authorization = _authorization(_jurorKey(index), owner);
        _fund(owner, count);
        VM.prank(owner);
        return pool.takeSeats(_juror(index), count, VALID_UNTIL, authorization);
    }

    /// @dev Jurors 0 to count - 1 have a seat each, numbered as they are, owned by the owner of the same number.
    function _seatJurors(uint256 count) internal {
        for (uint256 i = 0; i < count; ++i) _takeSeats(_owner(i), i, 1);
    }

    /// @dev The owner of `seat` gives it the key of juror `index`.
    function _changeKey(uint256 seat, uint256 index) internal {
        address owner = pool.seatOf(seat).owner;
        bytes memory authorization = _authorization(_jurorKey(index), owner);
        VM.prank(owner);
        pool.changeKey(seat, _juror(index), VALID_UNTIL, authorization);
    }

    function _fund(address owner, uint256 count) internal {
        _mint(owner, STAKE * count);
        VM.prank(owner);
        usdc.approve(address(pool), STAKE * count);
    }

    function _leave(uint256 seat) internal {
        address owner = pool.seatOf(seat).owner;
        VM.prank(owner);
        pool.leaveSeat(seat);
    }

    // ---- draws ----

    /// @dev As in a contest made now, of what is provisional since now: time and blocks pass until its seed is there.
    function _contest() internal returns (uint40 openedAt) {
        openedAt = uint40(block.timestamp);
        _passSeed();
    }

    function _passSeed() internal {
        VM.warp(block.timestamp + 1);
        Blocks.roll(BLOCK + SEED_DELAY + 1);
        Blocks.write(BLOCK + SEED_DELAY, BLOCK + SEED_DELAY + 1);
    }

    function _draw(uint256 openedAt, uint256 jurors) internal view returns (address[] memory) {
        return pool.draw(DEAL, 0, openedAt, openedAt, BLOCK, jurors, new address[](0));
    }

    function _packed(address[] memory panel) internal pure returns (bytes memory packed) {
        for (uint256 i = 0; i < panel.length; ++i) packed = abi.encodePacked(packed, panel[i]);
    }

    function _includes(address[] memory panel, address juror) internal pure returns (bool) {
        for (uint256 i = 0; i < panel.length; ++i) {
            if (panel[i] == juror) return true;
        }
        return false;
    }

    // ---- books ----

    /// @return Stakes, what was forfeited, and the rewards of `accounts`.
    function _owed(address[] memory accounts) internal view returns (uint256) {
        uint256 owed = pool.forfeited();
        for (uint256 i = 0; i < pool.seats(); ++i) owed += pool.seatOf(i).stake;
        for (uint256 i = 0; i < accounts.length; ++i) owed += pool.rewardOf(accounts[i]);
        return owed;
    }
}
