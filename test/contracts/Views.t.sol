// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IQuittance} from "../../contracts/interfaces/IQuittance.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {PackedTerms} from "../../contracts/libraries/PackedTerms.sol";
import {MilestoneRecord} from "../../contracts/types/MilestoneRecord.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

contract ViewsTest is DealBase {
    function test_Usdc() external view {
        VM.assertEq(quittance.usdc(), address(usdc), "token");
    }

    function test_RevertWhen_DeployedWithoutAToken() external {
        address[2] memory tokens = [STRANGER, address(0)];
        for (uint256 i = 0; i < 2; ++i) {
            _expectRefusal(
                "Quittance.sol:Quittance",
                abi.encode(
                    tokens[i],
                    quittance.companions().disputes,
                    quittance.companions().accounts,
                    quittance.companions().agreements,
                    quittance.companions().batches,
                    quittance.companions().panels
                ),
                abi.encodeWithSelector(ILedger.Quittance_TokenWithoutCode.selector, tokens[i])
            );
        }
    }

    function testFuzz_DepositNonce(address account, uint64 salt) external {
        bytes32 nonce = quittance.depositNonce(account, salt);
        VM.assertEq(nonce, Digests.deposit(address(quittance), account, salt), "digest");
        unchecked {
            VM.assertNotEq(nonce, quittance.depositNonce(account, salt + 1), "another salt");
            VM.assertNotEq(nonce, quittance.depositNonce(address(uint160(account) + 1), salt), "another account");
        }
        IQuittance other = _deployQuittance(address(usdc));
        VM.assertNotEq(nonce, other.depositNonce(account, salt), "another contract");
    }

    function test_DealIdOf() external {
        TermsFixture memory fixture = _fixtureWithFees();
        bytes32 expected = _dealId(fixture);
        VM.assertEq(quittance.dealIdOf(fixture.whole()), expected, "whole");
        VM.assertEq(quittance.dealIdOf(fixture.brief()), expected, "brief");
        VM.expectPartialRevert(PackedTerms.Quittance_MalformedTerms.selector);
        quittance.dealIdOf(fixture.schedule());
        VM.expectPartialRevert(PackedTerms.Quittance_MalformedTerms.selector);
        quittance.dealIdOf("");
    }

    function test_AllZeroForWhatNeverHappened() external view {
        bytes32 dealId = keccak256("never");
        (uint40 openedAt, uint8 milestones, uint96 unsettled, uint32 settled, uint32 recorded) = quittance.dealOf(
            dealId
        );
        VM.assertEq(uint256(openedAt) + milestones + unsettled + settled + recorded, 0, "deal");
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 255);
        VM.assertEq(record.evidence, 0, "evidence");
        uint256 times = uint256(record.deliveredAt) + record.provisionalSince;
        VM.assertEq(times + record.provisionalPayout + record.round, 0, "record");
        VM.assertEq(quittance.balanceOf(STRANGER), 0, "balance");
        VM.assertEq(quittance.unclaimedPayoutOf(STRANGER), 0, "unclaimed payout");
    }

    function test_Eip712Domain() external {
        _requireDomain();
        VM.chainId(84_532);
        this.requireDomainOf(84_532);
    }

    /// @dev A call of its own, which reads the chain id again.
    function requireDomainOf(uint256 expected) external view {
        (, string memory name, string memory version, uint256 chainId, address verifier, , ) = IERC5267(
            address(quittance)
        ).eip712Domain();
        VM.assertEq(bytes(name), "Quittance", "name");
        VM.assertEq(bytes(version), "1", "version");
        VM.assertEq(chainId, expected, "chain id");
        VM.assertEq(verifier, address(quittance), "contract");
    }

    function _requireDomain() private view {
        this.requireDomainOf(block.chainid);
    }

    function _expectRefusal(string memory artifact, bytes memory arguments, bytes memory expected) private {
        address deployed = _create(artifact, arguments);
        bytes memory reason = new bytes(36);
        assembly ("memory-safe") {
            returndatacopy(add(reason, 0x20), 0, returndatasize())
        }
        VM.assertEq(deployed, address(0), "deployed");
        VM.assertEq(reason, expected, "reason");
    }
}
