// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {IJurorPool, IPanelSource} from "../interfaces/IJurorPool.sol";
import {AddressList} from "../libraries/AddressList.sol";
import {Ascending} from "../libraries/Ascending.sol";
import {Shuffle} from "../libraries/Shuffle.sol";
import {Seats} from "./Seats.sol";

/// @dev Draws the panels that judge contests. Stores nothing but pinned seeds.
abstract contract Draws is Seats {
    using AddressList for address[];
    using Ascending for address[];
    using Shuffle for bytes;

    struct Pin {
        bytes32 seed;
        uint256 seedBlock;
    }

    /// @dev Blocks between a contest and the one whose hash seeds its draw: that hash is not known when the contest is
    /// made.
    uint256 private constant SEED_DELAY = 25;
    /// @dev How many past blocks' hashes a contract can ask the history contract for (EIP-2935).
    uint256 private constant SEED_REACH = 8191;
    /// @dev How many of them the EVM itself gives.
    uint256 private constant NATIVE_REACH = 256;

    uint96 private immutable SEAT_FEE;

    mapping(uint256 openedInBlock => Pin) private _pins;

    constructor(uint96 fee) {
        SEAT_FEE = fee;
    }

    /// @inheritdoc IJurorPool
    function pinSeed(uint256 openedInBlock) external returns (bytes32 seed) {
        Pin storage pin = _pins[openedInBlock];
        seed = pin.seed;
        if (seed != 0) return seed;
        // Check: the hash of the seed block can be read.
        uint256 seedBlock;
        (seed, seedBlock) = _reachableSeed(openedInBlock);
        // Effects
        pin.seed = seed;
        pin.seedBlock = seedBlock;
        emit SeedPinned(openedInBlock, seedBlock, seed);
    }

    /// @inheritdoc IPanelSource
    /// @dev Seats are visited in random order, each at most once, until the panel is full or all were seen.
    function draw(
        bytes32 dealId,
        uint256 milestone,
        uint256 since,
        uint256 openedAt,
        uint256 openedInBlock,
        uint256 jurors,
        address[] calldata excluded
    ) external view returns (address[] memory panel) {
        bytes32 seed = keccak256(abi.encode(_seedOf(openedInBlock), dealId, milestone));
        panel = new address[](2 * jurors + 1);
        uint256 found;
        address last;
        uint256 left = _maturedSeats(since);
        bytes memory shuffle = Shuffle.shuffled(left);
        for (; left != 0 && found != panel.length; --left) {
            uint256 random = uint256(Hashes.efficientKeccak256(seed, bytes32(left)));
            (address key, address owner) = _eligibleAt(shuffle.take(random % left, left), since, openedAt);
            if (key == address(0) || _names(excluded, key, owner) || !panel.insert(found, key)) continue;
            last = key;
            ++found;
        }
        if (found != 0 && found % 2 == 0) panel.remove(found--, last);
        // Check: there are as many jurors as the named panel has.
        if (found < jurors) revert JurorPool_TooFewJurors(found, jurors);
        panel.truncate(found);
    }

    /// @inheritdoc IJurorPool
    function seedBlockOf(uint256 openedInBlock) external view returns (uint256 seedBlock) {
        seedBlock = _pins[openedInBlock].seedBlock;
        return seedBlock == 0 ? _reachableBlock(openedInBlock) : seedBlock;
    }

    /// @inheritdoc IPanelSource
    function seatFee() external view returns (uint96) {
        return SEAT_FEE;
    }

    function _seedOf(uint256 openedInBlock) private view returns (bytes32 seed) {
        seed = _pins[openedInBlock].seed;
        if (seed == 0) (seed, ) = _reachableSeed(openedInBlock);
    }

    function _reachableSeed(uint256 openedInBlock) private view returns (bytes32 seed, uint256 seedBlock) {
        seedBlock = _reachableBlock(openedInBlock);
        if (seedBlock < block.number) seed = _hashOf(seedBlock);
        // Check: the hash can be read.
        if (seed == 0) revert JurorPool_SeedUnknown(seedBlock, block.number);
    }

    /// @return The hash of a past block, or zero when it cannot be read. `Blockhash` alone would take the data with
    /// which the history contract reverts for a hash.
    function _hashOf(uint256 past) private view returns (bytes32) {
        if (block.number - past > NATIVE_REACH) {
            (bool answered, bytes memory answer) = Blockhash.HISTORY_STORAGE_ADDRESS.staticcall(abi.encode(past));
            if (!answered || answer.length != 32) return 0;
        }
        return Blockhash.blockHash(past);
    }

    /// @return seedBlock The first of the contest's seed blocks whose hash the chain still gives. Once the first has
    /// passed, there is always one.
    function _reachableBlock(uint256 openedInBlock) private view returns (uint256 seedBlock) {
        seedBlock = openedInBlock + SEED_DELAY;
        if (block.number > seedBlock) seedBlock += ((block.number - seedBlock - 1) / SEED_REACH) * SEED_REACH;
    }

    /// @return named Whether the list has the key or its owner.
    function _names(address[] calldata list, address key, address owner) private pure returns (bool named) {
        // The block reads calldata only; what is above the 160 bits of an address does not matter.
        assembly ("memory-safe") {
            let end := add(list.offset, shl(5, list.length))
            for {
                let entry := list.offset
            } lt(entry, end) {
                entry := add(entry, 0x20)
            } {
                let account := shl(96, calldataload(entry))
                named := or(named, or(eq(account, shl(96, key)), eq(account, shl(96, owner))))
            }
        }
    }
}
