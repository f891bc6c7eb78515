// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IRecords} from "./interfaces/IRecords.sol";
import {Draws} from "./pool/Draws.sol";
import {Penalties} from "./pool/Penalties.sol";
import {Seats} from "./pool/Seats.sol";
import {DOMAIN_VERSION, POOL_DOMAIN_NAME} from "./types/TypeHashes.sol";

/// @title JurorPool
/// @notice Holds the stakes of jurors, and draws the panels of the second round among them. It only composes the
/// modules; it has no owner, no proxy and no pause, and it moves money only as `IJurorPool` describes.
contract JurorPool is Draws, Penalties {
    /// @param escrow The money contract whose rounds are judged. Stakes are in its token.
    /// @param seatStake What one seat costs.
    /// @param seatFee The least part of the juror reward that a juror of a drawn panel should get.
    /// @param absencePenalty What a drawn juror who does not vote loses; at most `seatStake`.
    /// @param maturity Seconds for which a seat must have been taken before it can be drawn; at least 1.
    constructor(
        address escrow,
        uint96 seatStake,
        uint96 seatFee,
        uint96 absencePenalty,
        uint40 maturity
    )
        EIP712(POOL_DOMAIN_NAME, DOMAIN_VERSION)
        Seats(IRecords(escrow).usdc(), seatStake, maturity)
        Draws(seatFee)
        Penalties(escrow, seatStake, absencePenalty)
    {}
}
