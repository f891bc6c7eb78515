// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ICompanion} from "../../contracts/interfaces/ICompanion.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {
    ACCOUNTS_BUILD,
    AGREEMENTS_BUILD,
    BATCHES_BUILD,
    BUILD_NUMBER,
    DISPUTES_BUILD,
    PANELS_BUILD
} from "../../contracts/libraries/Build.sol";
import {MischievousUsdc} from "../support/contracts/MischievousUsdc.sol";
import {ScriptedCompanion} from "../support/contracts/ScriptedCompanion.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {VM} from "./support/Vm.sol";

/// @dev The six pieces refuse each other unless they were built for each other, and a call that `Quittance` hands on
/// arrives whole.
contract CompanionsTest is DealBase {
    string private constant QUITTANCE = "Quittance.sol:Quittance";
    string private constant DISPUTES = "Disputes.sol:Disputes";
    string private constant ACCOUNTS = "Accounts.sol:Accounts";
    string private constant AGREEMENTS = "Agreements.sol:Agreements";
    string private constant BATCHES = "Batches.sol:Batches";
    string private constant PANELS = "Panels.sol:Panels";

    // ---- what they say they were built for ----

    function test_Companions_SayWhatTheyWereBuiltFor() external view {
        address accounts = quittance.companions().accounts;
        _requireBuild(ICompanion(accounts), ACCOUNTS_BUILD, address(usdc), accounts);
        _requireBuild(ICompanion(quittance.companions().disputes), DISPUTES_BUILD, address(usdc), accounts);
        address agreements = quittance.companions().agreements;
        _requireBuild(ICompanion(agreements), AGREEMENTS_BUILD, address(usdc), agreements);
        _requireBuild(ICompanion(quittance.companions().batches), BATCHES_BUILD, address(usdc), accounts);
        _requireBuild(ICompanion(quittance.companions().panels), PANELS_BUILD, address(usdc), accounts);
    }

    function test_Quittance_IsNoCompanion() external view {
        _requireBuild(ICompanion(address(quittance)), 0, address(0), address(0));
    }

    function test_Builds_AreOfOneNumberAndDiffer() external pure {
        VM.assertEq(BUILD_NUMBER, uint256(4), "number");
        bytes32[5] memory builds = [ACCOUNTS_BUILD, AGREEMENTS_BUILD, BATCHES_BUILD, DISPUTES_BUILD, PANELS_BUILD];
        for (uint256 i = 0; i < builds.length; ++i) {
            for (uint256 j = 0; j < i; ++j) VM.assertNotEq(builds[i], builds[j], "of two companions");
        }
    }

    // ---- what the constructors refuse ----

    function test_RevertWhen_TheCompanionsAreSwapped() external {
        _expectRefusal(
            QUITTANCE,
            abi.encode(
                usdc,
                quittance.companions().accounts,
                quittance.companions().disputes,
                quittance.companions().agreements,
                quittance.companions().batches,
                quittance.companions().panels
            ),
            quittance.companions().disputes
        );
        _expectRefusal(DISPUTES, abi.encode(usdc, quittance.companions().disputes), quittance.companions().disputes);
    }

    function test_RevertWhen_OneCompanionIsGivenTwice() external {
        (address disputes, address accounts) = (quittance.companions().disputes, quittance.companions().accounts);
        _expectRefusal(
            QUITTANCE,
            abi.encode(
                usdc,
                accounts,
                accounts,
                quittance.companions().agreements,
                quittance.companions().batches,
                quittance.companions().panels
            ),
            accounts
        );
        _expectRefusal(
            QUITTANCE,
            abi.encode(
                usdc,
                disputes,
                disputes,
                quittance.companions().agreements,
                quittance.companions().batches,
                quittance.companions().panels
            ),
            disputes
        );
    }

    function test_RevertWhen_ACompanionIsOfAnotherToken() external {
        address other = address(new MischievousUsdc());
        address accounts = _create(ACCOUNTS, abi.encode(other));
        address disputes = _create(DISPUTES, abi.encode(other, accounts));
        _expectRefusal(
            QUITTANCE,
            abi.encode(
                usdc,
                disputes,
                accounts,
                quittance.companions().agreements,
                quittance.companions().batches,
                quittance.companions().panels
            ),
            accounts
        );
        _expectRefusal(
            QUITTANCE,
            abi.encode(
                usdc,
                disputes,
                quittance.companions().accounts,
                quittance.companions().agreements,
                quittance.companions().batches,
                quittance.companions().panels
            ),
            disputes
        );
        _expectRefusal(DISPUTES, abi.encode(usdc, accounts), accounts);
    }

    function test_RevertWhen_TheCompanionsAreOfTwoDeployments() external {
        address accounts = _create(ACCOUNTS, abi.encode(usdc));
        address disputes = _create(DISPUTES, abi.encode(usdc, accounts));
        _expectRefusal(
            QUITTANCE,
            abi.encode(
                usdc,
                disputes,
                quittance.companions().accounts,
                quittance.companions().agreements,
                quittance.companions().batches,
                quittance.companions().panels
            ),
            disputes
        );
        _expectRefusal(
            QUITTANCE,
            abi.encode(
                usdc,
                quittance.companions().disputes,
                accounts,
                quittance.companions().agreements,
                quittance.companions().batches,
                quittance.companions().panels
            ),
            quittance.companions().disputes
        );
        VM.assertTrue(
            _create(
                QUITTANCE,
                abi.encode(
                    usdc,
                    disputes,
                    accounts,
                    quittance.companions().agreements,
                    _create(BATCHES, abi.encode(usdc, accounts)),
                    _create(PANELS, abi.encode(usdc, accounts))
                )
            ) != address(0),
            "of one deployment"
        );
    }

    function test_RevertWhen_TheAgreementsAreNotItsOwn() external {
        (address disputes, address accounts) = (quittance.companions().disputes, quittance.companions().accounts);
        address foreign = _create(AGREEMENTS, abi.encode(new MischievousUsdc()));
        address other = address(new ScriptedCompanion(keccak256("another build"), address(usdc), address(0)));
        address[5] memory refused = [accounts, disputes, foreign, other, STRANGER];
        for (uint256 i = 0; i < refused.length; ++i) {
            _expectRefusal(
                QUITTANCE,
                abi.encode(
                    usdc,
                    disputes,
                    accounts,
                    refused[i],
                    quittance.companions().batches,
                    quittance.companions().panels
                ),
                refused[i]
            );
        }
    }

    function test_RevertWhen_TheBatchesAreNotItsOwn() external {
        (address disputes, address accounts) = (quittance.companions().disputes, quittance.companions().accounts);
        (address agreements, address panels) = (quittance.companions().agreements, quittance.companions().panels);
        address ofOthers = _create(BATCHES, abi.encode(usdc, _create(ACCOUNTS, abi.encode(usdc))));
        address other = address(new ScriptedCompanion(keccak256("another build"), address(usdc), accounts));
        address[5] memory refused = [accounts, disputes, ofOthers, other, STRANGER];
        for (uint256 i = 0; i < refused.length; ++i) {
            _expectRefusal(QUITTANCE, abi.encode(usdc, disputes, accounts, agreements, refused[i], panels), refused[i]);
        }
        _expectRefusal(BATCHES, abi.encode(usdc, disputes), disputes);
    }

    function test_RevertWhen_ThePanelsAreNotItsOwn() external {
        (address disputes, address accounts) = (quittance.companions().disputes, quittance.companions().accounts);
        (address agreements, address batches) = (quittance.companions().agreements, quittance.companions().batches);
        address ofOthers = _create(PANELS, abi.encode(usdc, _create(ACCOUNTS, abi.encode(usdc))));
        address other = address(new ScriptedCompanion(keccak256("another build"), address(usdc), accounts));
        address[5] memory refused = [batches, disputes, ofOthers, other, STRANGER];
        for (uint256 i = 0; i < refused.length; ++i) {
            _expectRefusal(
                QUITTANCE,
                abi.encode(usdc, disputes, accounts, agreements, batches, refused[i]),
                refused[i]
            );
        }
        _expectRefusal(PANELS, abi.encode(usdc, disputes), disputes);
    }

    function test_RevertWhen_ACompanionIsOfAnotherBuild() external {
        bytes32 other = keccak256("another build");
        ScriptedCompanion accounts = new ScriptedCompanion(other, address(usdc), address(0));
        _expectRefusal(
            QUITTANCE,
            abi.encode(
                usdc,
                quittance.companions().disputes,
                accounts,
                quittance.companions().agreements,
                quittance.companions().batches,
                quittance.companions().panels
            ),
            address(accounts)
        );
        _expectRefusal(DISPUTES, abi.encode(usdc, accounts), address(accounts));
        ScriptedCompanion disputes = new ScriptedCompanion(other, address(usdc), quittance.companions().accounts);
        _expectRefusal(
            QUITTANCE,
            abi.encode(
                usdc,
                disputes,
                quittance.companions().accounts,
                quittance.companions().agreements,
                quittance.companions().batches,
                quittance.companions().panels
            ),
            address(disputes)
        );
    }

    function test_RevertWhen_TheCompanionIsNoContractOrNoCompanion() external {
        address[4] memory others = [address(0), STRANGER, address(usdc), address(quittance)];
        for (uint256 i = 0; i < others.length; ++i) {
            _expectRefusal(
                QUITTANCE,
                abi.encode(
                    usdc,
                    others[i],
                    quittance.companions().accounts,
                    quittance.companions().agreements,
                    quittance.companions().batches,
                    quittance.companions().panels
                ),
                others[i]
            );
            _expectRefusal(
                QUITTANCE,
                abi.encode(
                    usdc,
                    quittance.companions().disputes,
                    others[i],
                    quittance.companions().agreements,
                    quittance.companions().batches,
                    quittance.companions().panels
                ),
                others[i]
            );
            _expectRefusal(DISPUTES, abi.encode(usdc, others[i]), others[i]);
        }
    }

    // ---- the calls that are handed on ----

    /// @dev The reference of `Quittance._run`: the companion gets the calldata and the domain separator, and what it
    /// returns or reverts with comes back.
    function testFuzz_ACallIsHandedOnWhole(bytes calldata call, uint256 choice) external {
        ScriptedCompanion accounts = new ScriptedCompanion(ACCOUNTS_BUILD, address(usdc), address(0));
        ScriptedCompanion disputes = new ScriptedCompanion(DISPUTES_BUILD, address(usdc), address(accounts));
        ScriptedCompanion agreements = new ScriptedCompanion(AGREEMENTS_BUILD, address(usdc), address(0));
        ScriptedCompanion batches = new ScriptedCompanion(BATCHES_BUILD, address(usdc), address(accounts));
        ScriptedCompanion panels = new ScriptedCompanion(PANELS_BUILD, address(usdc), address(accounts));
        address echo = _create(QUITTANCE, abi.encode(usdc, disputes, accounts, agreements, batches, panels));
        bytes4[6] memory selectors = [
            quittance.submitVerdicts.selector,
            quittance.contest.selector,
            quittance.redeem.selector,
            quittance.cancel.selector,
            quittance.drawPanel.selector,
            bytes4(0xffffffff)
        ];
        bytes memory asked = choice % 7 == 6 ? call[:call.length % 4] : bytes.concat(selectors[choice % 7], call);
        bool refuses = choice & 16 != 0;
        VM.store(echo, disputes.REFUSES_SLOT(), bytes32(uint256(refuses ? 1 : 0)));
        (bool done, bytes memory answer) = echo.call(asked);
        VM.assertEq(done, !refuses, "done");
        bytes32 separator = Digests.domainSeparator("Quittance", "1", echo);
        VM.assertEq(answer, bytes.concat(asked, separator), "answer");
    }

    function _requireBuild(ICompanion companion, bytes32 build, address token, address accounts) private view {
        (bytes32 itsBuild, address itsToken, address itsAccounts) = companion.builtFor();
        VM.assertEq(itsBuild, build, "build");
        VM.assertEq(itsToken, token, "token");
        VM.assertEq(itsAccounts, accounts, "accounts");
    }

    function _expectRefusal(string memory artifact, bytes memory arguments, address refused) private {
        address deployed = _create(artifact, arguments);
        bytes memory reason = new bytes(36);
        assembly ("memory-safe") {
            returndatacopy(add(reason, 0x20), 0, returndatasize())
        }
        VM.assertEq(deployed, address(0), "deployed");
        VM.assertEq(reason, abi.encodeWithSelector(ILedger.Quittance_CompanionUnusable.selector, refused), "reason");
    }
}
